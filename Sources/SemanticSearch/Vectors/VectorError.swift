/// Why vectors, a query or a graph were refused.
package enum VectorError: Error, Equatable, CustomStringConvertible {
    /// The dimension is outside `1 ... 65536`.
    case dimension(Int)
    /// The column does not hold a whole number of rows, or more rows than an ordinal can number.
    case columnLength(count: Int, dimension: Int)
    /// A value is infinite or not a number.
    case notFinite(row: Int, position: Int)
    /// The query's length is not the index's dimension.
    case queryDimension(expected: Int, found: Int)
    /// The query holds an infinite value or one that is not a number.
    case queryNotFinite(position: Int)
    /// The filter speaks about another number of ordinals than the index holds.
    case filterCount(expected: Int, found: Int)
    /// A parameter is outside its range.
    case parameter(name: String, value: Int, allowed: ClosedRange<Int>)
    /// A column of an index does not have the length that the others imply.
    case columnCount(column: String, expected: Int, found: Int)
    /// A value of a column breaks the column's rule.
    case columnValue(column: String, index: Int, value: Int, rule: String)
    /// Codes were made for other vectors or another metric than the index they are given to.
    case codes(count: Int, dimension: Int, metric: Metric)
    /// A graph breaks rules that only a whole reading can see; the first of them are listed.
    case invariants([String])

    package var description: String {
        switch self {
        case .dimension(let dimension):
            "vector dimension \(dimension) is outside 1 ... 65536"
        case .columnLength(let count, let dimension):
            "\(count) values are not a whole number of vectors of dimension \(dimension), at most 2^31 - 2 of them"
        case .notFinite(let row, let position):
            "vector \(row) is not finite at position \(position)"
        case .queryDimension(let expected, let found):
            "the query has \(found) values, the index has dimension \(expected)"
        case .queryNotFinite(let position):
            "the query is not finite at position \(position)"
        case .filterCount(let expected, let found):
            "the filter covers \(found) ordinals, the index holds \(expected)"
        case .parameter(let name, let value, let allowed):
            "\(name) is \(value), allowed are \(allowed.lowerBound) ... \(allowed.upperBound)"
        case .columnCount(let column, let expected, let found):
            "column \(column) has \(found) values, expected \(expected)"
        case .columnValue(let column, let index, let value, let rule):
            "column \(column) holds \(value) at \(index): \(rule)"
        case .codes(let count, let dimension, let metric):
            "the codes are of \(count) vectors of dimension \(dimension) for \(metric.rawValue), not the index's"
        case .invariants(let violations):
            "the graph is not valid: \(violations.joined(separator: "; "))"
        }
    }
}

/// Why vectors, queries and truth cannot be measured together.
package enum VectorBenchmarkError: Error, Equatable, CustomStringConvertible {
    /// There are no vectors or no queries.
    case nothingToMeasure
    /// A query has another dimension than the vectors.
    case queryDimension(row: Int, expected: Int, found: Int)
    /// The truth has fewer rows than there are queries.
    case truthRows(expected: Int, found: Int)
    /// A row of the truth is too short or names a vector that does not exist.
    case truthOrdinals(row: Int, expected: Int, count: Int)

    package var description: String {
        switch self {
        case .nothingToMeasure: "expected at least one vector and one query"
        case .queryDimension(let row, let expected, let found):
            "query \(row) has \(found) values, the vectors have \(expected)"
        case .truthRows(let expected, let found): "the truth has \(found) rows for \(expected) queries"
        case .truthOrdinals(let row, let expected, let count):
            "row \(row) of the truth: expected \(expected) ordinals below \(count)"
        }
    }
}

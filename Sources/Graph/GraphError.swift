/// Why the parts of a graph were refused.
package enum GraphError: Error, Equatable, CustomStringConvertible {
    /// A column does not have the number of elements that the others imply.
    case invalidCount(column: String, got: Int, expected: Int)
    /// Row offsets do not start at 0, decrease, or do not end at the number of targets.
    case invalidOffset(column: String, index: Int, got: Int64)
    /// A target is not an ordinal below `count`, or not greater than the target before it in the row.
    case invalidTarget(column: String, index: Int, got: Int32, count: Int)
    /// A number does not lie in its range.
    case invalidValue(column: String, index: Int, got: Float, expected: String)
    /// A time is no instant that events can have.
    case invalidTime(column: String, index: Int, got: Int64)
    /// The rows of one direction are not the other direction turned around.
    case directionsDisagree(column: String, row: Int)
    /// The order of popularity does not hold every message once, most popular first.
    case invalidOrder(index: Int, got: Int32)
    /// A parameter does not lie in its range.
    case invalidParameter(name: String, got: Double, expected: String)
    /// A row of edges for walks holds one that is no edge, or a row of rejections one that is.
    case notAnEdge(column: String, row: Int)
    /// A dense method was asked about more messages than it may hold.
    case tooManyMessages(got: Int, limit: Int)
    /// A matrix that must be positive definite is not, up to rounding, from this leading part on.
    case notPositiveDefinite(minor: Int)
    /// A method's rows are about another number of messages than the other methods'.
    case methodsDisagree(method: String, got: Int, expected: Int)

    package var description: String {
        switch self {
        case .invalidCount(let column, let got, let expected):
            "graph: column \(column) has \(got) elements, expected \(expected)"
        case .invalidOffset(let column, let index, let got):
            "graph: column \(column), element \(index): offset \(got) is out of order or out of range"
        case .invalidTarget(let column, let index, let got, let count):
            "graph: column \(column), element \(index): \(got) is not an ascending ordinal below \(count)"
        case .invalidValue(let column, let index, let got, let expected):
            "graph: column \(column), element \(index): \(got), expected \(expected)"
        case .invalidTime(let column, let index, let got):
            "graph: column \(column), element \(index): \(got) is no time in milliseconds since 1970"
        case .directionsDisagree(let column, let row):
            "graph: column \(column), row \(row): the two directions of the edges disagree"
        case .invalidOrder(let index, let got):
            "graph: column popularOrder, element \(index): message \(got) is out of order or repeated"
        case .invalidParameter(let name, let got, let expected):
            "graph: parameter \(name) is \(got), expected \(expected)"
        case .notAnEdge(let column, let row):
            "graph: column \(column), row \(row): disagrees with the edges of the graph"
        case .tooManyMessages(let got, let limit):
            "graph: \(got) engaged messages are too many for ridge weights, expected at most \(limit)"
        case .notPositiveDefinite(let minor):
            "graph: the gram matrix is not positive definite from row \(minor); expected a greater lambda"
        case .methodsDisagree(let method, let got, let expected):
            "graph: method \(method) is about \(got) messages, expected \(expected)"
        }
    }
}

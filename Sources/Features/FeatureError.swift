/// Why the parts of a feature table were refused.
package enum FeatureError: Error, Equatable, CustomStringConvertible {
    /// A column does not have the number of elements that the others imply.
    case invalidCount(column: String, got: Int, expected: Int)
    /// Row offsets do not start at 0, decrease, or do not end at the number of targets.
    case invalidOffset(column: String, index: Int, got: Int64)
    /// A target is not an ordinal below `count`, or not greater than the target before it in the row.
    case invalidTarget(column: String, index: Int, got: Int32, count: Int)
    /// A number is infinite, or not a count where one is expected.
    case invalidValue(column: String, index: Int, got: Float)

    package var description: String {
        switch self {
        case .invalidCount(let column, let got, let expected):
            "features: column \(column) has \(got) elements, expected \(expected)"
        case .invalidOffset(let column, let index, let got):
            "features: column \(column), element \(index): offset \(got) is out of order or out of range"
        case .invalidTarget(let column, let index, let got, let count):
            "features: column \(column), element \(index): \(got) is not an ascending ordinal below \(count)"
        case .invalidValue(let column, let index, let got):
            "features: column \(column), element \(index): \(got) is not a value that it can have"
        }
    }
}

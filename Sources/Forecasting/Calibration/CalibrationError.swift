/// Why a calibration could not be fitted or was refused on load.
package enum CalibrationError: Error, Equatable, CustomStringConvertible {
    /// The observations are unusable; `index` is the offending position, when there is one.
    case invalidObservations(field: String, index: Int?, expected: String)
    /// The knots break the form of a monotone map; `index` is the offending knot, when there is one.
    case invalidKnots(index: Int?, expected: String)

    package var description: String {
        switch self {
        case .invalidObservations(let field, let index, let expected):
            "calibration: \(field)\(index.map { "[\($0)]" } ?? ""): expected \(expected)"
        case .invalidKnots(let index, let expected):
            "calibration: knots\(index.map { "[\($0)]" } ?? ""): expected \(expected)"
        }
    }
}

/// Why a training run or a call of libxgboost failed.
package enum BoosterError: Error, Equatable, CustomStringConvertible {
    /// A parameter lies outside its documented range.
    case invalidParameter(name: String, value: String, expected: String)
    /// A training table is malformed; `index` is the offending position, when there is one.
    case invalidTrainingSet(field: String, index: Int?, expected: String)
    /// libxgboost refused a call; `message` is the first line of its own error string.
    case library(call: String, message: String)

    package var description: String {
        switch self {
        case .invalidParameter(let name, let value, let expected):
            "parameter \(name) is \(value), expected \(expected)"
        case .invalidTrainingSet(let field, let index, let expected):
            "training set: \(field)\(index.map { "[\($0)]" } ?? ""): expected \(expected)"
        case .library(let call, let message):
            "\(call): \(message)"
        }
    }
}

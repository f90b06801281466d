/// Why a sentence model could not be opened or used.
package enum EncoderError: Error, Equatable, CustomStringConvertible {
    /// A file of the model is missing or cannot be read.
    case unreadable(file: String, reason: String)
    /// A file does not have the form that its format demands.
    case malformed(file: String, reason: String)
    /// A tensor is missing or is not what the configuration says.
    case tensor(file: String, name: String, reason: String)
    /// The model is well-formed, but not of a kind that this encoder computes.
    case unsupported(file: String, setting: String, found: String, expected: String)
    /// The computation for the text at `index` gave a number that is not finite: the weights are unusable.
    case notFinite(index: Int)

    package var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .malformed(let file, let reason): "\(file): malformed: \(reason)"
        case .tensor(let file, let name, let reason): "\(file): tensor \(name): \(reason)"
        case .unsupported(let file, let setting, let found, let expected):
            "\(file): \(setting) is \(found), but only \(expected) is supported"
        case .notFinite(let index): "the embedding of text \(index) is not finite: the model's weights are unusable"
        }
    }
}

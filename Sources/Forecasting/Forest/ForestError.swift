/// Why a model or its columns were refused.
package enum ForestError: Error, Equatable, CustomStringConvertible {
    /// The bytes are not the JSON that was expected at `offset`.
    case malformedJSON(offset: Int, expected: String)
    /// A part of the model is missing.
    case missing(field: String)
    /// The model is well formed but of a kind that this forest does not evaluate.
    case unsupported(field: String, value: String, expected: String)
    /// A value of the whole model is out of range.
    case invalidModel(field: String, value: String, expected: String)
    /// A value of one node is out of range; `node` counts from 0 in its tree.
    case invalidNode(tree: Int, node: Int, field: String, expected: String)

    package var description: String {
        switch self {
        case .malformedJSON(let offset, let expected): "model JSON, byte \(offset): expected \(expected)"
        case .missing(let field): "model: \(field) is missing"
        case .unsupported(let field, let value, let expected):
            "model: \(field) is \(value), which is not supported; expected \(expected)"
        case .invalidModel(let field, let value, let expected): "model: \(field) is \(value), expected \(expected)"
        case .invalidNode(let tree, let node, let field, let expected):
            "model: tree \(tree), node \(node): \(field): expected \(expected)"
        }
    }
}

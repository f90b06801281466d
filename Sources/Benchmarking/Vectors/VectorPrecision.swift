/// What the graph's walk compares.
package enum VectorPrecision: String, Sendable, Codable, CaseIterable {
    /// The vectors themselves.
    case fp32
    /// Codes of eight bits a value; the best of the beam are compared again in fp32.
    case int8
}

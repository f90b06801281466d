/// What the graph's walk compares.
package enum VectorPrecision: String, Sendable, Codable, CaseIterable {
    /// The vectors themselves.
    case fp32
    /// Codes of eight bits a value; the best of the beam are compared again in fp32.
    case int8
    /// Those codes, with the vectors in a mapped file on disk: in memory are links, codes, and what was just compared.
    case compact
}

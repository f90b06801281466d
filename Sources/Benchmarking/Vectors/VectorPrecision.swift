/// What the graph's walk compares.
package enum VectorPrecision: String, Sendable, Codable, CaseIterable {
    /// The vectors themselves.
    case fp32
    /// Codes of eight bits a value; the best of the beam are compared again in fp32.
    case int8
    /// Those codes, with the vectors in a mapped file that is kept out of memory: in it are links, codes, and the few rows
    /// that were just compared.
    case compact
}

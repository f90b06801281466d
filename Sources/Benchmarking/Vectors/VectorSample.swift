/// One timing of all queries with one width of the beam.
package struct VectorSample: Sendable, Codable {
    /// The width of the beam.
    package let efSearch: Int
    /// The number of queries.
    package let queries: Int
    /// The share of true neighbours found.
    package let recall: Double
    /// Seconds by the clock and of CPU.
    package let seconds, cpuSeconds: Double
    /// The way that most queries took.
    package let path: String

    /// Queries a CPU-second.
    package var qpsCPU: Double { Double(queries) / max(cpuSeconds, 1e-9) }
    /// Queries a second by the clock.
    package var qps: Double { Double(queries) / max(seconds, 1e-9) }
}

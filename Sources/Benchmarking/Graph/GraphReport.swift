/// What a benchmark of the graph found; `murmur benchmark graph --json` prints it as it stands.
package struct GraphReport: Sendable, Codable {
    /// Times of one kind of question on one thread in milliseconds, by the clock and of the CPU.
    ///
    /// On a machine with other work the CPU's are the truer ones.
    package struct Latency: Sendable, Codable {
        package let question: String
        package let queries: Int
        package let p50, p90, p99: Double
        package let p50CPU, p90CPU, p99CPU: Double

        enum CodingKeys: String, CodingKey {
            case question, queries, p50, p90, p99
            case p50CPU = "p50_cpu"
            case p90CPU = "p90_cpu"
            case p99CPU = "p99_cpu"
        }
    }

    /// How long a part took to build and how large it is.
    package struct Part: Sendable, Codable {
        package let part: String
        package let seconds: Double
        package let edges, bytes: Int
    }

    package let users, messages, campaigns, edges: Int
    /// The users to whom a walk may go from a message, the edges of one hop, and the weights that each item method keeps.
    package let fanOut, steps, rowLimit: Int
    /// Threads that built item weights.
    package let threads: Int
    package let parts: [Part]
    package let latencies: [Latency]
    /// The share of the 100 best unseen messages of the walk over all edges that the bounded walk finds among its own.
    package let walkOverlap: Double
    /// The same for the item rows of RP3β.
    package let rowOverlap: Double
    /// The most memory that was resident, the drawing of the graph included.
    package let peakResidentBytes: Int

    enum CodingKeys: String, CodingKey {
        case users, messages, campaigns, edges, threads, steps, parts, latencies
        case fanOut = "fan_out"
        case rowLimit = "row_limit"
        case walkOverlap = "walk_overlap_100"
        case rowOverlap = "row_overlap_100"
        case peakResidentBytes = "peak_rss_bytes"
    }
}

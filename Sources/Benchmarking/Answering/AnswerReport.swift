/// What a benchmark of answers found; `murmur benchmark answer --json` prints it as it stands.
package struct AnswerReport: Sendable, Codable {
    /// Times of one stage on one thread in milliseconds, by the clock and, where one thread does it all, of the CPU.
    package struct Stage: Sendable, Codable {
        package let stage: String
        package let p50, p90, p99: Double
        package let p50CPU, p90CPU, p99CPU: Double?

        enum CodingKeys: String, CodingKey {
            case stage, p50, p90, p99
            case p50CPU = "p50_cpu"
            case p90CPU = "p90_cpu"
            case p99CPU = "p99_cpu"
        }
    }

    /// What was asked about: a snapshot's id, or `made up`.
    package let snapshot: String
    package let users, messages, texts, campaigns, edges, trees: Int
    /// The method of the graph's signal.
    package let graph: String
    /// Seconds that making up took; 0 for a snapshot.
    package let seconds: Double
    package let queries, limit: Int
    /// The mean number of candidates and of items, and of bytes of an explanation.
    package let candidates, items, explanationBytes: Double
    /// The stages in their order, then the whole answer, then the explanation from what was kept.
    package let stages: [Stage]
    /// A hash (FNV-1a) over the explanations of all answers, ids and times left out: equal answers have equal ones.
    package let digest: String
    /// The most memory that was resident, the making up included.
    package let peakResidentBytes: Int

    enum CodingKeys: String, CodingKey {
        case snapshot, users, messages, texts, campaigns, edges, trees, graph, seconds, queries, limit, candidates,
            items
        case stages, digest
        case explanationBytes = "explanation_bytes"
        case peakResidentBytes = "peak_rss_bytes"
    }
}

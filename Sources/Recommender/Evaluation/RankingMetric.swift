/// The per-user metrics of a report, in the order in which they are shown.
package enum RankingMetric: String, CaseIterable, Sendable {
    case ndcg
    case recall
    case averagePrecision = "map"
    case hitRate = "hit_rate"
    case reciprocalRank = "mrr"
    case precision

    /// The key of the metric at a depth: `ndcg@10`.
    package func key(_ k: Int) -> String { "\(rawValue)@\(k)" }

    /// The value of one user from the places of the hits, 0 first and rising; 0 where `relevant` or `k` is 0.
    package func value(hits: some Sequence<Int>, relevant: Int, k: Int) -> Double {
        let value =
            switch self {
            case .ndcg: RankingMetrics.ndcg(hits: hits, relevant: relevant, k: k)
            case .recall: RankingMetrics.recall(hits: hits, relevant: relevant, k: k)
            case .averagePrecision: RankingMetrics.averagePrecision(hits: hits, relevant: relevant, k: k)
            case .hitRate: RankingMetrics.hitRate(hits: hits, relevant: relevant, k: k)
            case .reciprocalRank: RankingMetrics.reciprocalRank(hits: hits, relevant: relevant, k: k)
            case .precision: RankingMetrics.precision(hits: hits, relevant: relevant, k: k)
            }
        return value ?? 0
    }
}

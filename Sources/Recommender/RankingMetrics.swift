internal import Foundation

/// Ranking quality of one list against what the user really engaged with; binary gains.
///
/// Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with log₂(rank + 1) discounts.
package enum RankingMetrics {
    /// nDCG@k: 1 when the relevant items fill the top of the list, 0 when none is in it, nil without relevant items.
    ///
    /// - Complexity: O(k).
    package static func ndcg(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        guard !relevant.isEmpty, k > 0 else { return nil }
        var gain = 0.0
        for (index, item) in ranked.prefix(k).enumerated() where relevant.contains(item) {
            gain += 1 / log2(Double(index + 2))
        }
        let ideal = (0..<min(k, relevant.count)).reduce(0.0) { $0 + 1 / log2(Double($1 + 2)) }
        return gain / ideal
    }

    /// recall@k: the share of the relevant items among the first k, nil without relevant items.
    package static func recall(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        guard !relevant.isEmpty, k > 0 else { return nil }
        return Double(ranked.prefix(k).count(where: relevant.contains)) / Double(relevant.count)
    }
}

internal import Foundation

/// Ranking quality of one list against what the user really engaged with; binary gains, equal weight for every user.
///
/// nDCG after Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with log₂(rank + 1)
/// discounts, the ideal list holding min(k, relevant) hits. Average precision is divided by the number of relevant items
/// (trec_eval's `map_cut`). Every function answers nil without relevant items or without depth, and O(k) work does it.
///
/// A list enters either as ordinals with the set of relevant ones, or as the places of its hits, 0 first and rising,
/// with the number of relevant items.
package enum RankingMetrics {
    /// nDCG@k: 1 when the relevant items fill the top of the list, 0 when none is in it.
    package static func ndcg(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        ndcg(hits: places(ranked, relevant, k), relevant: relevant.count, k: k)
    }

    /// recall@k: the share of the relevant items among the first k.
    package static func recall(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        recall(hits: places(ranked, relevant, k), relevant: relevant.count, k: k)
    }

    /// precision@k: hits among the first k, divided by k even where the list is shorter.
    package static func precision(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        precision(hits: places(ranked, relevant, k), relevant: relevant.count, k: k)
    }

    /// AP@k: the precision at every hit among the first k, summed and divided by the number of relevant items.
    package static func averagePrecision(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        averagePrecision(hits: places(ranked, relevant, k), relevant: relevant.count, k: k)
    }

    /// Hit rate@k of one user: 1 when any of the first k is relevant, else 0.
    package static func hitRate(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        hitRate(hits: places(ranked, relevant, k), relevant: relevant.count, k: k)
    }

    /// The reciprocal of the first hit's rank among the first k, 0 without a hit.
    package static func reciprocalRank(_ ranked: [Int32], relevant: Set<Int32>, k: Int) -> Double? {
        reciprocalRank(hits: places(ranked, relevant, k), relevant: relevant.count, k: k)
    }

    private static func places(_ ranked: [Int32], _ relevant: Set<Int32>, _ k: Int) -> some Sequence<Int> {
        (0..<min(max(0, k), ranked.count)).lazy.filter { relevant.contains(ranked[$0]) }
    }
}

extension RankingMetrics {
    /// nDCG@k from the places of the hits.
    package static func ndcg(hits: some Sequence<Int>, relevant: Int, k: Int) -> Double? {
        guard relevant > 0, k > 0 else { return nil }
        var gain = 0.0
        for place in hits where place < k { gain += 1 / log2(Double(place + 2)) }
        guard gain > 0 else { return 0 }
        return gain / (0..<min(k, relevant)).reduce(0.0) { $0 + 1 / log2(Double($1 + 2)) }
    }

    /// recall@k from the places of the hits.
    package static func recall(hits: some Sequence<Int>, relevant: Int, k: Int) -> Double? {
        guard relevant > 0, k > 0 else { return nil }
        return Double(count(hits, k)) / Double(relevant)
    }

    /// precision@k from the places of the hits.
    package static func precision(hits: some Sequence<Int>, relevant: Int, k: Int) -> Double? {
        guard relevant > 0, k > 0 else { return nil }
        return Double(count(hits, k)) / Double(k)
    }

    /// AP@k from the places of the hits.
    package static func averagePrecision(hits: some Sequence<Int>, relevant: Int, k: Int) -> Double? {
        guard relevant > 0, k > 0 else { return nil }
        var sum = 0.0
        var found = 0
        for place in hits where place < k {
            found += 1
            sum += Double(found) / Double(place + 1)
        }
        return sum / Double(relevant)
    }

    /// Hit rate@k from the places of the hits.
    package static func hitRate(hits: some Sequence<Int>, relevant: Int, k: Int) -> Double? {
        guard relevant > 0, k > 0 else { return nil }
        return hits.contains { $0 < k } ? 1 : 0
    }

    /// The reciprocal rank from the places of the hits.
    package static func reciprocalRank(hits: some Sequence<Int>, relevant: Int, k: Int) -> Double? {
        guard relevant > 0, k > 0 else { return nil }
        return hits.first { $0 < k }.map { 1 / Double($0 + 1) } ?? 0
    }

    private static func count(_ hits: some Sequence<Int>, _ k: Int) -> Int {
        hits.reduce(0) { $1 < k ? $0 + 1 : $0 }
    }
}

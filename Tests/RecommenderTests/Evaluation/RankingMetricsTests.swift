import Foundation
import Recommender
import TestNumbers
import Testing

@Suite("Ranking metrics")
struct RankingMetricsTests {
    struct Golden: Sendable {
        let ranked: [Int32]
        let relevant: Set<Int32>
        let k: Int
        let ndcg: Double
        let recall: Double
    }

    /// Lists drawn at random, and what a reference implementation in numpy says of them.
    static let goldens = [
        Golden(
            ranked: [30, 18, 6, 24, 25, 38, 9, 23, 2, 17, 22, 35, 34, 27, 20, 12, 7, 36, 39, 11],
            relevant: [25, 26, 32, 35, 38], k: 10, ndcg: 0.252016380211836, recall: 0.4),
        Golden(
            ranked: [32, 39, 26, 2, 10, 17, 37, 36, 29, 20, 13, 3, 33, 15, 38, 14, 4, 1, 0, 31],
            relevant: [
                2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 32, 34,
                35, 37, 38,
            ], k: 10, ndcg: 0.7917063341896683, recall: 0.26666666666666666),
        Golden(ranked: [21, 27, 11, 15, 30, 7, 16, 4, 35, 14, 2], relevant: [5], k: 10, ndcg: 0, recall: 0),
        Golden(
            ranked: [23, 11, 22, 28, 30, 19, 36, 14, 31, 13, 32, 37, 27, 0, 5, 21, 7, 16, 4, 24],
            relevant: [6, 8, 11, 19, 20, 25, 29, 33, 35, 36, 37, 39], k: 20, ndcg: 0.31234822346703606,
            recall: 0.3333333333333333),
        Golden(
            ranked: [7, 32, 26, 27, 39, 28, 23], relevant: [7, 11, 27], k: 5, ndcg: 0.6713860725233041,
            recall: 0.6666666666666666),
        Golden(ranked: [19, 12, 28], relevant: Set(0..<20), k: 1, ndcg: 1, recall: 0.05),
        Golden(
            ranked: [0, 25, 27, 16, 21, 33, 19, 10, 22, 34, 37, 13, 9, 38, 4, 1, 23, 2, 5, 28], relevant: [21, 33],
            k: 20, ndcg: 0.45560514958746035, recall: 1),
    ]

    @Test("nDCG and recall agree with the reference", arguments: goldens)
    func reference(golden: Golden) throws {
        let ndcg = try #require(RankingMetrics.ndcg(golden.ranked, relevant: golden.relevant, k: golden.k))
        let recall = try #require(RankingMetrics.recall(golden.ranked, relevant: golden.relevant, k: golden.k))
        #expect(abs(ndcg - golden.ndcg) < 1e-14)
        #expect(abs(recall - golden.recall) < 1e-15)
    }

    @Test("nDCG and recall agree with a naive count on random lists", arguments: 0..<50 as Range<UInt64>)
    func twin(seed: UInt64) {
        var random = SeededGenerator(seed)
        for _ in 0..<40 {
            let ranked = Array((0..<Int32(30)).shuffled(using: &random).prefix(random.below(25)))
            let relevant = Set((0..<random.below(15)).map { _ in Int32(random.below(40)) })
            let k = 1 + random.below(15)
            let ndcg = RankingMetrics.ndcg(ranked, relevant: relevant, k: k)
            let recall = RankingMetrics.recall(ranked, relevant: relevant, k: k)
            guard !relevant.isEmpty else {
                #expect(ndcg == nil && recall == nil)
                continue
            }
            var (gain, ideal, hits) = (0.0, 0.0, 0)
            for rank in 1...k {
                if rank <= ranked.count, relevant.contains(ranked[rank - 1]) {
                    gain += log(2) / log(Double(rank + 1))
                    hits += 1
                }
                if rank <= relevant.count { ideal += log(2) / log(Double(rank + 1)) }
            }
            #expect(abs((ndcg ?? -1) - gain / ideal) < 1e-12)
            #expect(recall == Double(hits) / Double(relevant.count))
        }
    }

    @Test("A perfect list scores 1, a list of none 0, and no relevant items or no depth say nothing")
    func edges() {
        #expect(RankingMetrics.ndcg([3, 1, 2], relevant: [1, 2, 3], k: 3) == 1)
        #expect(RankingMetrics.ndcg([3, 1, 2, 9], relevant: [1, 2, 3], k: 10) == 1)
        #expect(RankingMetrics.ndcg([], relevant: [1], k: 10) == 0)
        #expect(RankingMetrics.recall([], relevant: [1], k: 10) == 0)
        #expect(RankingMetrics.ndcg([1], relevant: [], k: 10) == nil)
        #expect(RankingMetrics.recall([1], relevant: [], k: 10) == nil)
        #expect(RankingMetrics.ndcg([1], relevant: [1], k: 0) == nil)
        #expect(RankingMetrics.recall([1], relevant: [1], k: -1) == nil)
    }
}

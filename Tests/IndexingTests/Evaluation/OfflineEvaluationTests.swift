import Domain
import Foundation
import Indexing
import Recommender
import Synchronization
import Testing

@Suite("Offline evaluation")
struct OfflineEvaluationTests {
    /// A world where popularity says something: item i is drawn with weight 1 / (i + 1).
    private func world(seed: UInt64, users: Int = 150, items: Int = 80) throws -> InteractionTable {
        var random = SeededRandom(seed: seed)
        var rows: [InteractionTable.Row] = []
        for user in 0..<users {
            for _ in 0..<12 {
                let place = pow(Double(items + 1), Double(random.below(1 << 20)) / Double(1 << 20)) - 1
                rows.append(InteractionTable.Row(user: Int32(user), item: Int32(place), time: Double(rows.count)))
            }
        }
        return try InteractionTable(
            users: (0..<users).map { "u\($0)" }, items: (0..<items).map { "i\($0)" }, rows: rows, hasTimes: true)
    }

    private func report(_ split: EvaluationSplit, threads: Int = 1, seed: UInt64 = 3) throws -> EvaluationReport {
        let (train, test) = try split.apply(to: world(seed: seed), seed: seed)
        return try OfflineEvaluation.run(
            train: train, test: test,
            options: EvaluationOptions(split: split, seed: seed, k: 5, threads: threads, resamples: 100))
    }

    @Test(
        "Popularity beats chance, and chance finds its share",
        arguments: [EvaluationSplit.leaveOneOut, .lastShare(0.3), .random(0.25)])
    func selfTests(split: EvaluationSplit) throws {
        let report = try report(split)
        let popularity = try #require(report.results.first { $0.name == "popularity" })
        let random = try #require(report.results.first { $0.name == "random" })
        let (better, worse) = (popularity.metrics["ndcg@10"] ?? 0, random.metrics["ndcg@10"] ?? 1)
        #expect(better > 2 * worse && worse > 0)
        // Every unseen item stands among ten of a user's unseen ones with the same chance.
        let (train, test) = try split.apply(to: world(seed: 3), seed: 3)
        let dataset = try EvaluationDataset(train: train, test: test)
        let chances = dataset.cases.map { user in
            let (seen, relevant) = (dataset.seen[user], dataset.relevant[user])
            let findable = relevant.count { !seen.containsSorted($0) }
            return Double(findable) / Double(relevant.count) * 10 / Double(80 - seen.count)
        }
        let expected = chances.reduce(0, +) / Double(chances.count)
        #expect(abs((random.metrics["recall@10"] ?? 0) - expected) < 0.07)
        #expect((random.metrics["coverage@10"] ?? 0) == 1)
        #expect((random.metrics["gini@10"] ?? 1) < (popularity.metrics["gini@10"] ?? 0))
        #expect((random.metrics["novelty@10"] ?? 0) > (popularity.metrics["novelty@10"] ?? 9))
        #expect(report.protocol.cutoffs == [5, 10, 20] && report.protocol.split == split.description)
        let interval = try #require(popularity.intervals["ndcg@5"])
        #expect(interval.low < interval.mean && interval.mean < interval.high)
        #expect(interval.mean == popularity.metrics["ndcg@5"])
    }

    @Test("The number of threads does not show")
    func threads() throws {
        #expect(try report(.random(0.25), threads: 1) == report(.random(0.25), threads: 4))
    }

    @Test("Popularity lists the most touched items that the user has not seen")
    func popularity() throws {
        let (train, test) = try EvaluationSplit.random(0.25).apply(to: world(seed: 8), seed: 8)
        let dataset = try EvaluationDataset(train: train, test: test)
        let report = try OfflineEvaluation.run(
            train: train, test: test, options: EvaluationOptions(split: .random(0.25), resamples: 1))
        let order = (0..<Int32(80)).sorted { left, right in
            let (first, second) = (dataset.touches[Int(left)], dataset.touches[Int(right)])
            return first == second ? left < right : first > second
        }
        let values = dataset.cases.map { user in
            let list = order.filter { !dataset.seen[user].containsSorted($0) }
            return RankingMetrics.ndcg(list, relevant: Set(dataset.relevant[user]), k: 10) ?? -1
        }
        #expect(report.results[0].metrics["ndcg@10"] == values.reduce(0, +) / Double(values.count))
    }

    /// Scores an item by its number, so that the fusion's input is known.
    private struct ByNumber: Ranker {
        let name: String
        let sign: Float
        func scorer() -> any UserScorer { Scorer(sign) }
        private final class Scorer: UserScorer {
            let sign: Float
            init(_ sign: Float) { self.sign = sign }
            func score(_ user: Int32, into scores: inout [Float]) {
                for item in scores.indices { scores[item] = sign * Float(item) }
            }
        }
    }

    /// Takes the second ranker's scores as they are.
    private struct Second: RankFusion {
        let name = "second"
        func fuser() -> any ScoreFuser { Fuser() }
        private final class Fuser: ScoreFuser {
            func fuse(_ sources: [[Float]], user: Int32, seen: ArraySlice<Int32>, into scores: inout [Float]) {
                scores = sources[1]
            }
        }
    }

    @Test("Fusions see the rankers' scores, and are judged beside them")
    func fusions() throws {
        let (train, test) = try EvaluationSplit.random(0.25).apply(to: world(seed: 8), seed: 8)
        let dataset = try EvaluationDataset(train: train, test: test)
        let options = EvaluationOptions(split: .random(0.25), threads: 2, resamples: 10)
        let done = Mutex(0)
        let judge = OfflineEvaluation.judged(
            rankers: [ByNumber(name: "falling", sign: 1), ByNumber(name: "rising", sign: -1)], fusions: [Second()],
            on: dataset, options: options
        ) { now, total in done.withLock { $0 = max($0, now == total ? now : 0) } }
        #expect(done.withLock { $0 } == dataset.cases.count)
        let results = OfflineEvaluation.report(judge, shipped: "rising", options: options, validation: ["chosen"])
            .results
        #expect(results.map(\.name) == ["falling", "rising", "second"])
        #expect(results[1].metrics == results[2].metrics && results[0].metrics != results[2].metrics)
        #expect(results[2].differenceToShipped == .init(mean: 0, low: 0, high: 0))
        #expect(results.map(\.isShipped) == [false, true, false])
    }
}

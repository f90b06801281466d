import Domain
import Foundation
import Indexing
import Recommender
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
        // Ten of about seventy unseen items.
        #expect(abs((random.metrics["recall@10"] ?? 0) - 0.14) < 0.1)
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
        let shown = report.results.first { $0.name == "popularity" }
        #expect(shown?.metrics["ndcg@10"] == values.reduce(0, +) / Double(values.count))
    }

    @Test("Every strategy is shown, exactly one ships, and the protocol says what validation decided")
    func strategies() throws {
        let report = try report(.random(0.25), threads: 2)
        let names = report.results.map(\.name)
        #expect(
            names.prefix(8) == ["random", "popularity", "graph", "forecast", "equal", "rrf", "tuned", "learned"])
        #expect(Set(names.dropFirst(8)) == ["graph_rp3beta", "graph_transition", "graph_ridge"])
        #expect(report.results.count(where: \.isShipped) == 1)
        #expect(report.protocol.validation.count >= 3)
        let graph = try #require(report.results.first { $0.name == "graph" })
        #expect(report.results.contains { $0.name.hasPrefix("graph_") && $0.metrics == graph.metrics })
    }

    @Test("Graph methods find what popularity cannot: each group of users has items of its own")
    func groups() throws {
        var random = SeededRandom(seed: 5)
        var rows: [InteractionTable.Row] = []
        for user in 0..<120 {
            let group = user % 6
            for step in 0..<8 {
                rows.append(
                    InteractionTable.Row(
                        user: Int32(user), item: Int32(group * 20 + random.below(20)), time: Double(step * 200 + user)))
            }
        }
        let table = try InteractionTable(
            users: (0..<120).map { "u\($0)" }, items: (0..<120).map { "i\($0)" }, rows: rows, hasTimes: true)
        let (train, test) = try EvaluationSplit.random(0.25).apply(to: table, seed: 1)
        let report = try OfflineEvaluation.run(
            train: train, test: test, options: EvaluationOptions(split: .random(0.25), threads: 2, resamples: 50))
        func ndcg(_ name: String) -> Double { report.results.first { $0.name == name }?.metrics["ndcg@10"] ?? -1 }
        #expect(ndcg("graph") > 3 * ndcg("popularity"))
        #expect(report.results.first { $0.isShipped }.map { $0.name != "popularity" } == true)
    }
}

import Domain
import Foundation
import Recommender
import TestNumbers
import Testing

@Suite("The judge of rankings")
struct RankingJudgeTests {
    private func table(_ pairs: [(Int32, Int32)], users: Int = 5, items: Int = 8) throws -> InteractionTable {
        try InteractionTable(
            users: (0..<users).map { "u\($0)" }, items: (0..<items).map { "i\($0)" },
            rows: pairs.map { InteractionTable.Row(user: $0.0, item: $0.1) }, hasTimes: false)
    }

    private func random(_ seed: UInt64) throws -> EvaluationDataset {
        var random = SeededGenerator(seed)
        func pairs(_ count: Int) -> [(Int32, Int32)] {
            (0..<count).map { _ in (Int32(random.below(40)), Int32(random.below(70))) }
        }
        return try EvaluationDataset(
            train: table(pairs(300), users: 40, items: 70), test: table(pairs(90), users: 40, items: 70))
    }

    @Test("asks about users with test items only, and counts repeated rows once")
    func dataset() throws {
        let dataset = try EvaluationDataset(
            train: table([(0, 1), (0, 1), (1, 1), (1, 2)]), test: table([(0, 2), (0, 2), (0, 1), (3, 7)]))
        #expect(dataset.cases == [0, 3])
        #expect(Array(dataset.seen[0]) == [1] && Array(dataset.relevant[0]) == [1, 2])
        #expect(dataset.touches == [0, 2, 1, 0, 0, 0, 0, 0])
        #expect(dataset.testCount == 4)
        let unseen = try EvaluationDataset(
            train: table([(0, 1)]), test: table([(0, 2), (0, 1), (1, 3)]), countsSeenAsRelevant: false)
        #expect(Array(unseen.relevant[0]) == [2])
        #expect(throws: EvaluationError.nothingToTest) {
            try EvaluationDataset(train: table([(0, 1)]), test: table([(0, 1)]), countsSeenAsRelevant: false)
        }
        #expect(throws: EvaluationError.differentNumbering) {
            try EvaluationDataset(train: table([(0, 1)]), test: table([(0, 1)], items: 9))
        }
    }

    @Test("gives the metrics of the lists themselves", arguments: 0..<8 as Range<UInt64>)
    func twin(seed: UInt64) throws {
        let dataset = try random(seed)
        var generator = SeededGenerator(seed + 100)
        let judge = RankingJudge(dataset: dataset, names: ["a", "b"], cutoffs: [20, 5, 5, 0])
        #expect(judge.cutoffs == [5, 20])
        var lists: [[Int32]] = []
        for user in dataset.cases {
            let list = Array((0..<Int32(70)).shuffled(using: &generator).prefix(generator.below(30)))
            lists.append(list)
            judge.record(list, strategy: 0, user: user)
        }
        for k in [5, 20] {
            let expected = zip(dataset.cases, lists).map { user, list in
                RankingMetrics.averagePrecision(list, relevant: Set(dataset.relevant[user]), k: k) ?? -1
            }
            #expect(judge.values(.averagePrecision, k: k, strategy: 0) == expected)
            #expect(judge.values(.recall, k: k, strategy: 1).allSatisfy { $0 == 0 })
        }
        let results = judge.results(k: 5, shipped: "a", plan: .init(resamples: 50, seed: 1))
        let ndcg = zip(dataset.cases, lists).map { user, list in
            RankingMetrics.ndcg(list, relevant: Set(dataset.relevant[user]), k: 5) ?? -1
        }
        let mean = ndcg.reduce(0, +) / Double(ndcg.count)
        #expect(results[0].metrics["ndcg@5"] == mean)
        #expect(abs((results[1].differenceToShipped?.mean ?? 0) + mean) < 1e-12)
        #expect(results.map(\.isShipped) == [true, false])
        // The slices, counted again from the lists.
        let cold = zip(dataset.cases, lists).filter { dataset.seen[$0.0].count <= 5 }
        let slice = try #require(results[0].slices.first { $0.name == "cold_users" })
        #expect(slice.users == cold.count)
        let items = zip(dataset.cases, lists).compactMap { user, list in
            RankingMetrics.recall(
                list, relevant: Set(dataset.relevant[user].filter { dataset.touches[Int($0)] <= 5 }), k: 5)
        }
        let messages = try #require(results[0].slices.first { $0.name == "cold_messages" })
        #expect(messages.users == items.count)
        #expect(abs((messages.metrics["recall@5"] ?? 0) - items.reduce(0, +) / Double(max(1, items.count))) < 1e-12)
    }

    @Test("does not care which thread records first")
    func threads() throws {
        let dataset = try random(77)
        let lists = dataset.cases.map { user in
            var generator = SeededGenerator(UInt64(user))
            return Array((0..<Int32(70)).shuffled(using: &generator).prefix(20))
        }
        func results(parallel: Bool) -> [EvaluationResult] {
            let judge = RankingJudge(dataset: dataset, names: ["a"], cutoffs: [10])
            if parallel {
                DispatchQueue.concurrentPerform(iterations: lists.count) {
                    judge.record(lists[$0], strategy: 0, user: dataset.cases[$0])
                }
            } else {
                for place in lists.indices.reversed() {
                    judge.record(lists[place], strategy: 0, user: dataset.cases[place])
                }
            }
            return judge.results(k: 10, shipped: nil, plan: .init(resamples: 20, seed: 5))
        }
        #expect(results(parallel: true) == results(parallel: false))
    }

    @Test("writes flat JSON with the metrics' own names")
    func json() throws {
        let dataset = try random(5)
        let judge = RankingJudge(dataset: dataset, names: ["a", "b"], cutoffs: [10, 20])
        for user in dataset.cases { judge.record([1, 2, 3], strategy: 0, user: user) }
        let plan = BootstrapInterval.Plan(resamples: 20, seed: 5)
        let report = EvaluationReport(
            protocol: EvaluationProtocol(
                split: "given", seed: 5, k: 10, judge: judge, countsSeenAsRelevant: true, plan: plan, validation: []),
            results: judge.results(k: 10, shipped: "a", plan: plan))
        let object = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
        let results = try #require(object["results"] as? [[String: Any]])
        #expect(results.map { $0["name"] as? String } == ["a", "b"])
        #expect(results.map { $0["shipped"] as? Bool } == [true, false])
        for key in [
            "recall@10", "recall@20", "ndcg@10", "map@10", "hit_rate@10", "mrr@10", "precision@10", "coverage@10",
            "gini@10", "novelty@10", "users",
        ] { #expect(results[0][key] is Double, "\(key)") }
        #expect((results[0]["ndcg@10_interval"] as? [Double])?.count == 2)
        #expect(results[0]["ndcg@10_minus_shipped"] == nil)
        #expect((results[1]["ndcg@10_minus_shipped_interval"] as? [Double])?.count == 2)
        let slices = try #require(results[0]["slices"] as? [String: [String: Any]])
        #expect(slices.keys.sorted() == ["cold_messages", "cold_users", "new_messages", "new_users"])
        let described = try #require(object["protocol"] as? [String: Any])
        #expect(described["split"] as? String == "given" && described["items"] as? Int == 70)
    }

    @Test("Baselines: popularity counts users, random numbers depend on seed and user")
    func baselines() throws {
        let dataset = try EvaluationDataset(train: table([(0, 1), (0, 1), (1, 1), (1, 2)]), test: table([(0, 2)]))
        #expect(BaselineScores.popularity(dataset) == [0, 2, 1, 0, 0, 0, 0, 0])
        var (first, second, third) = (
            [Float](repeating: 0, count: 9), [Float](repeating: 0, count: 9), [Float](repeating: 0, count: 9)
        )
        BaselineScores.random(seed: 1, user: 4, into: &first)
        BaselineScores.random(seed: 1, user: 4, into: &second)
        BaselineScores.random(seed: 1, user: 5, into: &third)
        #expect(first == second && first != third)
        #expect(first.allSatisfy { (0..<1).contains($0) })
    }
}

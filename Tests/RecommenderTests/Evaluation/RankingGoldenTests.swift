import Domain
import Foundation
import Recommender
import Testing

@Suite("Ranking metrics against their reference")
struct RankingGoldenTests {
    struct Golden: Decodable {
        struct List: Decodable {
            let ranked, relevant: [Int32]
            let k: Int
            let metrics: [String: Double]
        }
        struct Run: Decodable {
            let items, k: Int
            let train, test, ranked: [[Int32]]
            let metrics: [String: Double]
        }
        let lists: [List]
        let runs: [Run]
    }

    private let golden: Golden

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/ranking.json")
        golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    }

    @Test("Every metric of a list agrees to 1e-12")
    func lists() throws {
        #expect(golden.lists.count == 200)
        for list in golden.lists {
            let relevant = Set(list.relevant)
            let found: [String: Double?] = [
                "ndcg": RankingMetrics.ndcg(list.ranked, relevant: relevant, k: list.k),
                "recall": RankingMetrics.recall(list.ranked, relevant: relevant, k: list.k),
                "map": RankingMetrics.averagePrecision(list.ranked, relevant: relevant, k: list.k),
                "hit_rate": RankingMetrics.hitRate(list.ranked, relevant: relevant, k: list.k),
                "mrr": RankingMetrics.reciprocalRank(list.ranked, relevant: relevant, k: list.k),
                "precision": RankingMetrics.precision(list.ranked, relevant: relevant, k: list.k),
            ]
            #expect(found.count == list.metrics.count)
            for (name, expected) in list.metrics {
                let value = try #require(found[name] ?? nil)
                #expect(abs(value - expected) < 1e-12, "\(name)@\(list.k)")
            }
        }
    }

    @Test("Every metric of a whole run agrees to 1e-12")
    func runs() throws {
        for run in golden.runs {
            let judge = try RankingJudge(
                dataset: dataset(run.train, run.test, items: run.items), names: ["golden"], cutoffs: [run.k, 20])
            for (user, list) in run.ranked.enumerated() { judge.record(list, strategy: 0, user: Int32(user)) }
            let result = judge.results(k: run.k, shipped: nil, plan: .init(resamples: 10, seed: 1))[0]
            for (name, expected) in run.metrics {
                let value = try #require(result.metrics["\(name)@\(run.k)"])
                #expect(abs(value - expected) < 1e-12, "\(name)@\(run.k)")
            }
        }
    }

    private func dataset(_ train: [[Int32]], _ test: [[Int32]], items: Int) throws -> EvaluationDataset {
        func table(_ lists: [[Int32]]) throws -> InteractionTable {
            try InteractionTable(
                users: lists.indices.map { "u\($0)" }, items: (0..<items).map { "i\($0)" },
                rows: lists.enumerated().flatMap { user, items in
                    items.map { InteractionTable.Row(user: Int32(user), item: $0) }
                }, hasTimes: false)
        }
        return try EvaluationDataset(train: table(train), test: table(test))
    }
}

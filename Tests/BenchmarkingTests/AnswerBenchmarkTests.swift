import Benchmarking
import Recommender
import Testing

@Suite("The benchmark of answers")
struct AnswerBenchmarkTests {
    /// Writes down the ids of an answer, and keeps what it wrote.
    private final class Notes: AnswerDesk {
        private var composed: [[UInt8]] = []
        private(set) var kept: [[UInt8]] = []

        func compose(_ recommendation: Recommendation, request: RecommendationRequest, number: Int) -> [UInt8] {
            composed.append(Array(recommendation.items.map { "\($0.id) \($0.score)" }.joined(separator: ",").utf8))
            return composed.last ?? []
        }

        func keep() async throws { kept = composed }

        func explanation(number: Int) async throws -> [UInt8]? { kept.indices.contains(number) ? kept[number] : nil }

        func clear() async { composed = [] }
    }

    private func report(seed: UInt64, rowLimit: Int = 10, threads: Int = 1) async throws -> AnswerReport {
        let world = try SyntheticWorld.make(
            AnswerWorldPlan(
                users: 200, messages: 600, campaigns: 6, texts: 150, edges: 4000, rowLimit: rowLimit, seed: seed,
                threads: threads))
        return try await AnswerBenchmark(snapshot: world, queries: 60, limit: 10, seed: seed).run(desk: Notes())
    }

    @Test("times every stage, the whole and what was kept", arguments: [0, 10])
    func stages(rowLimit: Int) async throws {
        let report = try await report(seed: 1, rowLimit: rowLimit)
        #expect(report.graph == (rowLimit == 0 ? "walk" : "rp3beta"))
        #expect(report.queries == 60 && report.items == 10 && report.candidates > 10 && report.explanationBytes > 0)
        #expect((100...150).contains(report.texts) && report.messages == 600 && report.users == 200)
        #expect(
            report.stages.map(\.stage)
                == AnswerStage.allCases.map(\.rawValue) + [
                    AnswerBenchmark.json, AnswerBenchmark.whole, AnswerBenchmark.kept,
                ])
        for stage in report.stages { #expect(stage.p50 <= stage.p90 && stage.p90 <= stage.p99) }
    }

    @Test("has one digest for one seed, at any number of threads")
    func digests() async throws {
        let first = try await report(seed: 2)
        #expect(try await report(seed: 2, threads: 3).digest == first.digest)
        #expect(try await report(seed: 3).digest != first.digest)
    }
}

import Columns
import Domain
import Forecasting
import Recommender
import Snapshots
import TestNumbers
import Testing

/// A forest over the sources in place of a weighted sum: the same promises.
@Suite("Learned blend")
struct LearnedBlendTests {
    /// Seeded rows of the three sources, labelled more often the more they say.
    private static func forest(seed: UInt64) throws -> SourceForest {
        var random = SeededGenerator(seed: seed)
        var rows: [Float] = []
        var labels: [Float] = []
        for _ in 0..<600 {
            let row = [random.unit() * 2 - 1, random.unit() < 0.5 ? 0 : random.unit(), random.unit() * 6 - 5]
            rows += row.map { Float($0) }
            let odds = row[0] + 2 * row[1] * row[1] + (row[2] > -1 && row[0] > 0 ? 2 : 0)
            labels.append(random.unit() < 1 / (1 + 3 * pow2(-odds)) ? 1 : 0)
        }
        let parameters = BoosterParameters(
            objective: .binaryLogistic, rounds: 30, maxDepth: 3, seed: seed, isIncreasing: true)
        let set = try TrainingSet(features: rows, featureNames: SourceForest.featureNames, labels: labels)
        return try SourceForest(Forest(xgboostJSON: BoosterTrainer(parameters: parameters, threads: 1).train(set).json))
    }

    private static func pow2(_ exponent: Double) -> Double {
        var result = 1.0
        for _ in 0..<Int(abs(exponent) * 16) { result *= exponent > 0 ? 1.0442737824274138 : 1 / 1.0442737824274138 }
        return result
    }

    private static func parameters() throws -> BlendParameters {
        let line = try MonotoneCalibration(knots: [.init(raw: -1, value: 0), .init(raw: 1, value: 1)])
        return BlendParameters(
            shipped: BlendParameters.learned, weights: SignalValues(similarity: 1, graph: 0, forecast: 0),
            similarityCalibration: line, graphCalibration: line, forecastCalibration: line, popularityCalibration: line,
            evidence: [], horizonDays: 30, note: "")
    }

    private func candidates(_ count: Int, _ random: inout SeededGenerator) -> [SignalScores] {
        (0..<count).map {
            SignalScores(
                message: Int32($0), similarity: random.unit() * 2 - 1, graph: random.unit() < 0.5 ? 0 : random.unit(),
                forecast: random.unit() * 6 - 5)
        }
    }

    @Test(
        "A score is the forest's probability, never falls with a source, and ranks", arguments: 0..<4 as Range<UInt64>)
    func probability(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let forest = try Self.forest(seed: seed)
        let blend = Blend(try Self.parameters(), forest: forest)
        let all = candidates(200, &random)
        let ranked = blend.ranked(all)
        #expect(ranked.count == all.count)
        let expected = forest.probabilities(
            of: ranked.map {
                SignalValues(similarity: $0.scores.similarity, graph: $0.scores.graph, forecast: $0.scores.forecast)
            })
        for (candidate, probability) in zip(ranked, expected) {
            #expect(abs(candidate.score - probability) < 1e-12)
        }
        #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.score >= $1.score })
        for scores in all.prefix(50) {
            let more = SignalScores(
                message: 0, similarity: scores.similarity + 0.3, graph: scores.graph + 0.3,
                forecast: scores.forecast + 1)
            let both = [scores, more].map { blend.ranked([$0])[0].score }
            #expect(both[1] >= both[0] - 1e-12)
        }
    }

    @Test("Answers keep their promises: terms sum bit for bit, start from the base, and none is below 0")
    func answers() throws {
        var world = TinyWorld.lively
        world.ranker = try Self.forest(seed: 3)
        let engine = try world.engine()
        for user in 0..<6 {
            let answer = try engine.recommend(
                RecommendationRequest(userID: UserID("u\(user)"), excludeSeen: false), queryVector: nil,
                now: TinyWorld.asOf)
            #expect(!answer.items.isEmpty)
            for item in answer.items {
                #expect(item.score == item.contributions.reduce(0) { $0 + $1.value })
                #expect(item.contributions.map(\.term) == ["base", "similarity", "graph", "forecast"])
                #expect(item.contributions.allSatisfy { $0.value >= -1e-12 && $0.value == $0.weight * $0.calibrated })
                #expect(
                    item.contributions.dropFirst().allSatisfy {
                        $0.evidence.isEmpty == ($0.term == "graph" && $0.raw == 0)
                    })
                #expect(Set(item.rankWithout.keys) == ["similarity", "graph", "forecast"])
                #expect((0...1).contains(item.score))
            }
        }
        let campaigns = try engine.recommend(
            RecommendationRequest(userID: "u1", target: .campaign), queryVector: nil, now: TinyWorld.asOf)
        #expect(!campaigns.items.isEmpty)
        #expect(campaigns.items.allSatisfy { $0.score == $0.contributions.reduce(0) { $0 + $1.value } })
        #expect(campaigns.items.allSatisfy { $0.rankWithout["base"] == nil })
    }

    @Test("What moved between a weighted sum and a learned blend is the model's, and the parts sum")
    func difference() throws {
        var world = TinyWorld.lively
        let before = try world.engine()
        world.ranker = try Self.forest(seed: 3)
        let after = try world.engine()
        let diff = try before.diff(RecommendationRequest(userID: "u1", limit: 5), to: after, queryVector: nil)
        for item in diff.items {
            #expect(item.moves.allSatisfy { $0.events == 0 && $0.index == 0 })
            let moved = item.moves.reduce(0) { $0 + $1.model }
            #expect(item.moves.map(\.source) == ["base", "similarity", "graph", "forecast"])
            if let old = item.fromScore, let new = item.toScore { #expect(abs(new - old - moved) < 1e-12) }
        }
    }
}

import Forecasting
import TestNumbers
import Testing

@Suite("Area under the ROC curve")
struct RankingAreaUnderCurveTests {
    @Test("Tied and weighted scores give scikit-learn's values")
    func golden() throws {
        let golden = try Golden.load().metrics
        let outcomes = golden.outcomes.map { $0 == 1 }
        let plain = try #require(RankingAreaUnderCurve.of(scores: golden.probabilities, outcomes: outcomes))
        #expect(abs(plain - golden.area) < 1e-12)
        let weighted = try #require(
            RankingAreaUnderCurve.of(scores: golden.probabilities, outcomes: outcomes, weights: golden.weights))
        #expect(abs(weighted - golden.weightedArea) < 1e-12)
    }

    @Test("It equals the share of won pairs, ties counting one half", arguments: 0..<20)
    func pairs(seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        let scores = (0..<60).map { _ in Double(generator.below(10)) }
        let outcomes = (0..<60).map { $0 == 0 || ($0 > 1 && generator.below(3) == 0) }
        var won = 0.0
        var pairs = 0.0
        for positive in scores.indices where outcomes[positive] {
            for negative in scores.indices where !outcomes[negative] {
                pairs += 1
                won += scores[positive] > scores[negative] ? 1 : scores[positive] == scores[negative] ? 0.5 : 0
            }
        }
        let area = try #require(RankingAreaUnderCurve.of(scores: scores, outcomes: outcomes))
        #expect(abs(area - won / pairs) < 1e-12)
    }

    @Test("It is undefined with one class or a NaN score")
    func undefined() {
        #expect(RankingAreaUnderCurve.of(scores: [], outcomes: []) == nil)
        #expect(RankingAreaUnderCurve.of(scores: [1, 2], outcomes: [true, true]) == nil)
        #expect(RankingAreaUnderCurve.of(scores: [1, .nan], outcomes: [true, false]) == nil)
        #expect(RankingAreaUnderCurve.of(scores: [1, 2], outcomes: [true, false], weights: [1, 0]) == nil)
    }
}

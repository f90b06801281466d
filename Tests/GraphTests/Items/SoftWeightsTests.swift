import Graph
import Testing

@Suite("Soft weights")
struct SoftWeightsTests {
    @Test(
        "Stars around the median become strengths around 1",
        arguments: [(1.0, 0.55), (2, 0.7), (3, 0.85), (4, 1), (5, 1.15)])
    func stars(star: Double, strength: Double) {
        let soft = SoftWeights(of: [5, 4, 4, 3, 1, 4, 5, 2, 4])
        #expect(soft.median == 4)
        #expect(abs(soft(star) - strength) < 1e-12)
        #expect(soft(-star) == -soft(star))
    }

    @Test("Strengths stay between 0.1 and 2, and equal weights count 1")
    func bounds() {
        let soft = SoftWeights(of: [1, 100, 10_000])
        #expect(soft(1e12) == 2)
        #expect(soft(1e-9) >= 0.1)
        for weight in [0.5, 3, 77] { #expect(SoftWeights(of: [3, 3, 3])(weight) == 1) }
        #expect(SoftWeights(of: [Double]())(2) == 1)
        #expect(SoftWeights(median: .nan)(2) == 1)
    }
}

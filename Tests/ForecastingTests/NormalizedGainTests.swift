import Forecasting
import Testing

@Suite("NDCG")
struct NormalizedGainTests {
    @Test("Tied scores give scikit-learn's values")
    func golden() throws {
        let golden = try Golden.load().metrics
        for index in golden.grades.indices {
            let scores = golden.gradeScores[index]
            let grades = golden.grades[index]
            let short = try #require(NormalizedGain.of(scores: scores, labels: grades, limit: 5))
            #expect(abs(short - golden.ndcgAt5[index]) < 1e-12)
            let full = try #require(NormalizedGain.of(scores: scores, labels: grades, limit: .max))
            #expect(abs(full - golden.ndcg[index]) < 1e-12)
        }
    }

    @Test("The mean leaves out groups in which nothing is relevant")
    func mean() throws {
        let scores: [Float] = [2, 1, 5, 4, 3]
        let labels: [Float] = [1, 0, 0, 0, 0]
        #expect(NormalizedGain.mean(scores: scores, labels: labels, groups: [2, 3], limit: 10) == 1)
        #expect(NormalizedGain.mean(scores: scores, labels: [0, 0, 0, 0, 0], groups: [2, 3], limit: 10) == nil)
        #expect(NormalizedGain.of(scores: [1, .nan], labels: [1, 0], limit: 2) == nil)
    }
}

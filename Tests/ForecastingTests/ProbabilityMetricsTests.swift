import Forecasting
import Testing

@Suite("Log loss, Brier score and calibration table")
struct ProbabilityMetricsTests {
    @Test("Log loss equals scikit-learn's, weighted or not")
    func logLoss() throws {
        let golden = try Golden.load().metrics
        let plain = LogLoss.mean(probabilities: golden.probabilities, outcomes: golden.outcomes)
        #expect(abs(plain - golden.logLoss) < 1e-12)
        let weighted = LogLoss.mean(
            probabilities: golden.probabilities, outcomes: golden.outcomes, weights: golden.weights)
        #expect(abs(weighted - golden.weightedLogLoss) < 1e-12)
        #expect(LogLoss.mean(probabilities: [0, 1], outcomes: [0, 1]) < 1e-12)
        #expect(LogLoss.mean(probabilities: [0], outcomes: [1]).isFinite)
        #expect(LogLoss.mean(probabilities: [], outcomes: []).isNaN)
    }

    @Test("Brier score equals scikit-learn's, weighted or not")
    func brier() throws {
        let golden = try Golden.load().metrics
        let plain = BrierScore.mean(probabilities: golden.probabilities, outcomes: golden.outcomes)
        #expect(abs(plain - golden.brier) < 1e-12)
        let weighted = BrierScore.mean(
            probabilities: golden.probabilities, outcomes: golden.outcomes, weights: golden.weights)
        #expect(abs(weighted - golden.weightedBrier) < 1e-12)
    }

    @Test("The calibration table's filled bins equal scikit-learn's, values on an edge included")
    func table() throws {
        let golden = try Golden.load().metrics
        let table = CalibrationTable(probabilities: golden.probabilities, outcomes: golden.outcomes)
        #expect(table.bins.count == 10)
        #expect(table.bins.reduce(0) { $0 + $1.count } == golden.outcomes.count)
        let filled = table.bins.filter { $0.count > 0 }
        #expect(filled.count == golden.calibrationPredicted.count)
        for (bin, (predicted, observed)) in zip(filled, zip(golden.calibrationPredicted, golden.calibrationObserved)) {
            #expect(abs(try #require(bin.meanPrediction) - predicted) < 1e-12)
            #expect(abs(try #require(bin.meanOutcome) - observed) < 1e-12)
        }
        let error = filled.reduce(0) {
            $0 + Double($1.count) * abs(($1.meanPrediction ?? 0) - ($1.meanOutcome ?? 0))
                / Double(golden.outcomes.count)
        }
        #expect(abs(table.expectedCalibrationError - error) < 1e-12)
    }

    @Test("Probabilities outside 0...1 and NaN fall into the end bins")
    func outside() {
        let table = CalibrationTable(
            probabilities: [-1, 0, 1, 2, .nan, .infinity], outcomes: [0, 0, 1, 1, 0, 1], binCount: 4)
        #expect(table.bins.map(\.count) == [3, 0, 0, 3])
        #expect(table.bins[1].meanPrediction == nil)
        #expect(CalibrationTable(probabilities: [], outcomes: []).expectedCalibrationError == 0)
    }
}

import Forecasting
import TestNumbers
import Testing

@Suite("Isotonic regression")
struct IsotonicRegressionTests {
    @Test("The fitted values equal scikit-learn's, with ties and weights", arguments: 0..<4)
    func golden(index: Int) throws {
        let golden = try Golden.load().isotonic[index]
        let fit = try IsotonicRegression(raw: golden.raw, outcomes: golden.outcomes, weights: golden.weights)
        for (raw, expected) in zip(golden.unique, golden.fitted) {
            let block = try #require(fit.blocks.first { $0.lower <= raw && raw <= $0.upper })
            #expect(abs(block.value - expected) < 1e-12)
        }
    }

    @Test("Blocks increase strictly and keep the weight and the mean of their observations", arguments: 0..<30)
    func invariants(seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        let count = 1 + generator.below(300)
        let raw = (0..<count).map { _ in Double(generator.below(50)) / 7 }
        let outcomes = raw.map { $0 / 10 + generator.unit() }
        let weights = (0..<count).map { _ in generator.unit() + (generator.below(4) == 0 ? 0 : 0.1) }
        let blocks = try IsotonicRegression(raw: raw, outcomes: outcomes, weights: weights).blocks
        for (block, next) in zip(blocks, blocks.dropFirst()) {
            #expect(block.value < next.value)
            #expect(block.upper < next.lower)
        }
        for block in blocks {
            #expect(block.lower <= block.center && block.center <= block.upper)
            let members = raw.indices.filter { block.lower <= raw[$0] && raw[$0] <= block.upper }
            let weight = members.reduce(0) { $0 + weights[$1] }
            #expect(abs(block.weight - weight) < 1e-9)
            #expect(abs(block.value - members.reduce(0) { $0 + weights[$1] * outcomes[$1] } / weight) < 1e-9)
            #expect(abs(block.center - members.reduce(0) { $0 + weights[$1] * raw[$1] } / weight) < 1e-9)
        }
    }

    @Test("The order of the observations does not matter, to the last bit")
    func order() throws {
        var generator = SeededGenerator(9)
        var pairs = (0..<200).map { _ in
            (Double(generator.below(30)) / 9, generator.unit(), generator.unit())
        }
        let first = try IsotonicRegression(raw: pairs.map(\.0), outcomes: pairs.map(\.1), weights: pairs.map(\.2))
        pairs.shuffle(using: &generator)
        let second = try IsotonicRegression(raw: pairs.map(\.0), outcomes: pairs.map(\.1), weights: pairs.map(\.2))
        #expect(first == second)
    }

    @Test("Unusable observations are a typed error")
    func unusable() {
        #expect(throws: CalibrationError.self) { try IsotonicRegression(raw: [], outcomes: []) }
        #expect(throws: CalibrationError.self) { try IsotonicRegression(raw: [1], outcomes: []) }
        #expect(throws: CalibrationError.self) { try IsotonicRegression(raw: [.nan], outcomes: [1]) }
        #expect(throws: CalibrationError.self) { try IsotonicRegression(raw: [1], outcomes: [.infinity]) }
        #expect(throws: CalibrationError.self) { try IsotonicRegression(raw: [1e200], outcomes: [1]) }
        #expect(throws: CalibrationError.self) { try IsotonicRegression(raw: [1], outcomes: [1], weights: [-1]) }
        #expect(throws: CalibrationError.self) { try IsotonicRegression(raw: [1], outcomes: [1], weights: [0]) }
    }
}

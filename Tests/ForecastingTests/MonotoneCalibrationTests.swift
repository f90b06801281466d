import Forecasting
import Foundation
import TestNumbers
import Testing

@Suite("Monotone calibration")
struct MonotoneCalibrationTests {
    private func binary(_ seed: UInt64, count: Int) -> (raw: [Double], outcomes: [Double]) {
        var generator = SeededGenerator(seed)
        let raw = (0..<count).map { _ in generator.unit() * 4 - 2 }
        return (raw, raw.map { generator.unit() < 1 / (1 + exp(-2 * $0)) ? 1 : 0 })
    }

    @Test("The map never decreases, stays inside the outcomes and rises strictly around the data", arguments: 0..<20)
    func monotone(seed: UInt64) throws {
        let (raw, outcomes) = binary(seed, count: 20 + Int(seed) * 50)
        let map = try MonotoneCalibration(fitting: raw, outcomes: outcomes)
        #expect(map.knots.count <= 64)
        let inputs = stride(from: -20.0, through: 20, by: 0.001).map { $0 } + map.knots.map(\.raw)
        var last = map(-.infinity)
        var previous = -Double.infinity
        for input in inputs.sorted() {
            let value = map(input)
            #expect(value >= last)
            #expect(value >= 0 && value <= 1)
            if previous > map.knots[0].raw, input < map.knots[map.knots.count - 1].raw, input > previous {
                #expect(value > last)
            }
            last = value
            previous = input
        }
        #expect(map(.infinity) >= last)
        #expect(map(.nan) == map.knots[0].value)
    }

    @Test("Without tilt the map passes through the isotonic blocks' centres", arguments: 0..<4)
    func blockCentres(index: Int) throws {
        let golden = try Golden.load().isotonic[index]
        let fit = try IsotonicRegression(raw: golden.raw, outcomes: golden.outcomes, weights: golden.weights)
        #expect(fit.blocks.count <= 62)
        let map = try MonotoneCalibration(
            fitting: golden.raw, outcomes: golden.outcomes, weights: golden.weights, tilt: 0)
        for block in fit.blocks { #expect(abs(map(block.center) - block.value) < 1e-12) }
    }

    @Test("The tilt moves no value by more than its share of the outcomes' range")
    func tiltBias() throws {
        let (raw, outcomes) = binary(3, count: 2000)
        let plain = try MonotoneCalibration(fitting: raw, outcomes: outcomes, tilt: 0)
        let tilted = try MonotoneCalibration(fitting: raw, outcomes: outcomes, tilt: 0.01)
        for input in stride(from: -3.0, through: 3, by: 0.01) {
            #expect(abs(plain(input) - tilted(input)) <= 0.01 + 1e-12)
        }
    }

    @Test("A calibrated score predicts outcomes better than the raw one")
    func calibrates() throws {
        let (raw, outcomes) = binary(5, count: 20_000)
        let squashed = raw.map { 0.4 + $0 * 0.05 }
        let map = try MonotoneCalibration(fitting: squashed, outcomes: outcomes)
        let (freshRaw, fresh) = binary(6, count: 20_000)
        let before = freshRaw.map { 0.4 + $0 * 0.05 }
        let after = before.map { map($0) }
        #expect(
            LogLoss.mean(probabilities: after, outcomes: fresh) + 0.05
                < LogLoss.mean(probabilities: before, outcomes: fresh))
        #expect(CalibrationTable(probabilities: after, outcomes: fresh).expectedCalibrationError < 0.02)
        let area = try #require(RankingAreaUnderCurve.of(scores: after, outcomes: fresh.map { $0 == 1 }))
        let rawArea = try #require(RankingAreaUnderCurve.of(scores: before, outcomes: fresh.map { $0 == 1 }))
        #expect(abs(area - rawArea) < 1e-9)
    }

    @Test("Many thousands of blocks are reduced to the knots asked for", arguments: [3, 10, 64])
    func reduction(knots: Int) throws {
        let raw = (0..<20_000).map { Double($0) / 20_000 }
        let map = try MonotoneCalibration(fitting: raw, outcomes: raw.map { $0 * $0 }, maximumKnots: knots)
        #expect(map.knots.count <= knots)
        if knots == 64 {
            for input in stride(from: 0.02, through: 0.98, by: 0.01) {
                #expect(abs(map(input) - input * input) < 0.003)
            }
        }
    }

    @Test("Degenerate observations still give a map")
    func degenerate() throws {
        let constant = try MonotoneCalibration(fitting: [1, 2, 3], outcomes: [0.5, 0.5, 0.5])
        #expect(constant(-5) == 0.5 && constant(9) == 0.5)
        let single = try MonotoneCalibration(fitting: [2], outcomes: [1])
        #expect(single(0) == 1)
        let backwards = try MonotoneCalibration(fitting: [1, 2, 3], outcomes: [1, 1, 0])
        #expect(backwards(1) < backwards(3))
        #expect(abs(backwards(2) - 2.0 / 3) < 1e-3)
        let tied = try MonotoneCalibration(fitting: [1, 1, 1, 1], outcomes: [0, 1, 0, 1])
        #expect(abs(tied(1) - 0.5) < 1e-3)
        let extreme = try MonotoneCalibration(fitting: [-1e100, 1e100], outcomes: [-1e100, 1e100])
        #expect(extreme(0).isFinite)
        let close = try MonotoneCalibration(fitting: [1, 1.0.nextUp, 1.0.nextUp.nextUp], outcomes: [0, 1, 2])
        #expect(close(1) <= close(1.0.nextUp))
    }

    @Test("A map survives JSON, and hostile JSON is refused")
    func coding() throws {
        let (raw, outcomes) = binary(1, count: 300)
        let map = try MonotoneCalibration(fitting: raw, outcomes: outcomes)
        #expect(try JSONDecoder().decode(MonotoneCalibration.self, from: JSONEncoder().encode(map)) == map)
        let many = (0..<65).map { "{\"raw\":\($0),\"value\":0}" }.joined(separator: ",")
        for knots in [
            "", "{\"raw\":1,\"value\":2},{\"raw\":1,\"value\":3}", "{\"raw\":1,\"value\":2},{\"raw\":2,\"value\":1}",
            "{\"raw\":2,\"value\":1},{\"raw\":1,\"value\":2}", "{\"raw\":1e200,\"value\":1}",
            "{\"raw\":\"x\",\"value\":1}",
            "{\"raw\":1}", many,
        ] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(MonotoneCalibration.self, from: Data("{\"knots\":[\(knots)]}".utf8))
            }
        }
        #expect(throws: CalibrationError.self) {
            try MonotoneCalibration(knots: [MonotoneCalibration.Knot(raw: .nan, value: 0)])
        }
    }

    @Test("Options out of range are a typed error")
    func options() {
        #expect(throws: CalibrationError.self) { try MonotoneCalibration(fitting: [1], outcomes: [1], tilt: .nan) }
        #expect(throws: CalibrationError.self) { try MonotoneCalibration(fitting: [1], outcomes: [1], tilt: 0.6) }
        #expect(throws: CalibrationError.self) { try MonotoneCalibration(fitting: [1], outcomes: [1], maximumKnots: 2) }
        #expect(throws: CalibrationError.self) {
            try MonotoneCalibration(fitting: [1], outcomes: [1], maximumKnots: 65)
        }
    }
}

import Forecasting
import Testing

@Suite("Training set")
struct TrainingSetTests {
    private func make(
        features: [Float] = [1, .nan, 3, 4], names: [String] = ["a", "b"], labels: [Float] = [0, 1],
        groups: [UInt32]? = nil, weights: [Float]? = nil
    ) throws(BoosterError) -> TrainingSet {
        try TrainingSet(features: features, featureNames: names, labels: labels, groups: groups, weights: weights)
    }

    @Test("A sound table keeps its shape")
    func shape() throws {
        let set = try make(groups: [2], weights: [3])
        #expect(set.rowCount == 2)
        #expect(set.featureCount == 2)
        #expect(set.rowWeights == [3, 3])
        #expect(try make(weights: [1, 0]).rowWeights == [1, 0])
    }

    @Test("Whatever is malformed is a typed error")
    func malformed() {
        #expect(throws: BoosterError.self) { try make(features: [], labels: []) }
        #expect(throws: BoosterError.self) { try make(features: [1, 2, 3]) }
        #expect(throws: BoosterError.self) { try make(features: [1, .infinity, 3, 4]) }
        #expect(throws: BoosterError.self) { try make(features: [], names: []) }
        #expect(throws: BoosterError.self) { try make(names: ["a", "a"]) }
        #expect(throws: BoosterError.self) { try make(names: ["a", ""]) }
        #expect(throws: BoosterError.self) { try make(names: ["a", "b\0c"]) }
        #expect(throws: BoosterError.self) { try make(labels: [0, .nan]) }
        #expect(throws: BoosterError.self) { try make(groups: [1]) }
        #expect(throws: BoosterError.self) { try make(groups: [2, 0]) }
        #expect(throws: BoosterError.self) { try make(groups: [.max, 3]) }
        #expect(throws: BoosterError.self) { try make(weights: [1]) }
        #expect(throws: BoosterError.self) { try make(weights: [1, -1]) }
        #expect(throws: BoosterError.self) { try make(weights: [0, 0]) }
        #expect(throws: BoosterError.self) { try make(groups: [1, 1], weights: [.nan, 1]) }
        #expect(throws: BoosterError.self) { try make(groups: [2], weights: [1, 1]) }
    }
}

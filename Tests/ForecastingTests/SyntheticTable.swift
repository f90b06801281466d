import Forecasting
import TestNumbers

/// A seeded training table with missing cells and a label that depends on the first features.
struct SyntheticTable {
    let names: [String]
    let features: [Float]
    let labels: [Float]
    let groups: [UInt32]?

    init(seed: UInt64, rows: Int, features count: Int, objective: BoosterObjective, missing: Double = 0.15) {
        var generator = SeededGenerator(seed)
        var features: [Float] = []
        var labels: [Float] = []
        for _ in 0..<rows {
            var signal = generator.unit() * 0.4
            for index in 0..<count {
                let value = generator.unit()
                if index < 4 { signal += value * Double(index - 1) + value * value * (index == 0 ? 1 : 0) }
                features.append(generator.unit() < missing ? .nan : Float(value))
            }
            switch objective {
            case .binaryLogistic: labels.append(signal > 1.8 ? 1 : 0)
            case .squaredError: labels.append(Float(signal * 100))
            case .pairwiseRanking, .gainRanking: labels.append(Float(Int(max(0, signal)) % 4))
            }
        }
        self.names = (0..<count).map { "feature \($0)" }
        self.features = features
        self.labels = labels
        self.groups = objective.needsGroups ? [UInt32](repeating: 20, count: rows / 20) : nil
    }

    func set(weights: [Float]? = nil) throws -> TrainingSet {
        try TrainingSet(features: features, featureNames: names, labels: labels, groups: groups, weights: weights)
    }
}

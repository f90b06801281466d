internal import Forecasting
internal import Recommender
internal import Snapshots

/// Learns from one time window how to weigh what the sources say: a forest that may ship in place of a weighted sum.
///
/// It sees what a request sees, the raw values of the three sources, and may never fall in any of them: a place among other
/// candidates would change with the company, and no term could be explained alone.
enum LearnedRanker {
    /// Learns from cases; nil where they hold right candidates or wrong ones only.
    static func train(_ cases: [BlendSelection.Case], seed: UInt64, threads: Int) throws -> SourceForest? {
        var rows: [Float] = []
        var labels: [Float] = []
        for example in cases {
            for candidate in example.candidates {
                rows += SignalSource.allCases.map { Float(candidate[$0]) }
                labels.append(example.relevant.contains(candidate.message) ? 1 : 0)
            }
        }
        guard labels.contains(1), labels.contains(0) else { return nil }
        let parameters = BoosterParameters(
            objective: .binaryLogistic, rounds: 60, maxDepth: 4, learningRate: 0.1, minChildWeight: 5, subsample: 0.8,
            seed: seed & 0x7FFF_FFFF, isIncreasing: true)
        let set = try TrainingSet(features: rows, featureNames: SourceForest.featureNames, labels: labels)
        return try SourceForest(
            Forest(xgboostJSON: BoosterTrainer(parameters: parameters, threads: threads).train(set).json))
    }
}

extension SourceForest {
    /// The probabilities of a case's candidates.
    func scores(of example: BlendSelection.Case) -> [Double] {
        probabilities(
            of: example.candidates.map { scores in
                SignalValues(similarity: scores.similarity, graph: scores.graph, forecast: scores.forecast)
            })
    }
}

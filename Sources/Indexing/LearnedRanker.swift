internal import Forecasting
internal import Foundation
internal import Recommender
internal import Snapshots

/// A forest that learned from one time window how to weigh what the sources say: what a blend is compared with.
///
/// It never ships: its scores are not sums of the sources' terms. It shows what a blend leaves on the table.
///
/// - Thread safety: an immutable value.
struct LearnedRanker: Sendable {
    private let forest: Forest

    private static let featureNames = [
        "similarity", "graph", "forecast", "popularity", "similarity_place", "graph_place", "forecast_place",
    ]

    /// Learns from cases; nil where they hold right candidates or wrong ones only.
    init?(_ cases: [BlendSelection.Case], seed: UInt64, threads: Int) throws {
        var rows: [Float] = []
        var labels: [Float] = []
        for example in cases {
            rows += Self.rows(of: example)
            labels += example.candidates.map { example.relevant.contains($0.message) ? 1 : 0 }
        }
        guard labels.contains(1), labels.contains(0) else { return nil }
        let parameters = BoosterParameters(
            objective: .binaryLogistic, rounds: 60, maxDepth: 4, learningRate: 0.1, minChildWeight: 5, subsample: 0.8,
            seed: seed & 0x7FFF_FFFF)
        let set = try TrainingSet(features: rows, featureNames: Self.featureNames, labels: labels)
        forest = try Forest(xgboostJSON: BoosterTrainer(parameters: parameters, threads: threads).train(set).json)
    }

    /// The margins of a case's candidates.
    func scores(of example: BlendSelection.Case) -> [Double] {
        forest.margins(rows: Self.rows(of: example), count: example.candidates.count).map(Double.init)
    }

    private static func rows(of example: BlendSelection.Case) -> [Float] {
        let places = SignalSource.allCases.map { source in
            CandidatePlaces.of(example.candidates.map { $0[source] })
        }
        return example.candidates.indices.flatMap { index in
            SignalSource.allCases.map { Float(example.candidates[index][$0]) } + [Float(example.popularity[index])]
                + places.map { Float(log1p(Double($0[index]))) }
        }
    }
}

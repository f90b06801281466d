/// How well a trained model fits its training and validation rows, by this room's own metrics.
package struct TrainingMetrics: Sendable, Codable, Hashable {
    /// The quantity that is followed round by round.
    package enum Measure: String, Sendable, Codable, Hashable {
        /// Mean negative log-likelihood; smaller is better (`.binaryLogistic`).
        case logLoss = "log_loss"
        /// Root of the mean squared error; smaller is better (`.squaredError`).
        case rootMeanSquaredError = "root_mean_squared_error"
        /// Mean NDCG of the first ten of each group; greater is better (the ranking objectives).
        case normalizedGainAt10 = "ndcg_at_10"
    }

    /// What `training`, `validation` and `validationHistory` measure.
    package let measure: Measure
    /// The measure on the training rows, for the rounds that were kept.
    package let training: Double
    /// The measure on the validation rows, for the rounds that were kept; nil without validation rows.
    package let validation: Double?
    /// The measure on the validation rows after each trained round, including rounds that were dropped.
    package let validationHistory: [Double]
    /// Area under the ROC curve on the validation rows, else the training rows; nil unless the objective is
    /// `.binaryLogistic` and both labels occur.
    package let areaUnderCurve: Double?
}

extension BoosterObjective {
    /// The measure followed during training with this objective.
    var measure: TrainingMetrics.Measure {
        switch self {
        case .binaryLogistic: .logLoss
        case .squaredError: .rootMeanSquaredError
        case .pairwiseRanking, .gainRanking: .normalizedGainAt10
        }
    }
}

extension TrainingMetrics.Measure {
    /// Whether `candidate` is strictly better than `best`.
    func isBetter(_ candidate: Double, than best: Double) -> Bool {
        self == .normalizedGainAt10 ? candidate > best : candidate < best
    }

    /// The measure of raw margins against the labels of `set`.
    func value(margins: [Float], set: TrainingSet) -> Double {
        switch self {
        case .logLoss:
            LogLoss.mean(
                probabilities: margins.map { Double(Logistic.probability(margin: $0)) },
                outcomes: set.labels.map(Double.init), weights: set.rowWeights?.map(Double.init))
        case .rootMeanSquaredError:
            SquaredError.rootMean(
                predictions: margins.map(Double.init), outcomes: set.labels.map(Double.init),
                weights: set.rowWeights?.map(Double.init))
        case .normalizedGainAt10:
            NormalizedGain.mean(
                scores: margins, labels: set.labels, groups: set.groups ?? [UInt32(clamping: set.rowCount)],
                limit: 10) ?? 0
        }
    }
}

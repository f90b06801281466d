package import Forecasting

/// How raw values of the signals become one score, and the evidence that chose it.
///
/// A score is Σ weight × calibration(raw) over the signals, or what the snapshot's `SourceForest` makes of the raw values. Every calibration maps a raw value to the estimated
/// probability that the user engages with the candidate within the horizon, fitted on the validation window, so the
/// terms and the scores of all strategies are on one scale.
package struct BlendParameters: Codable, Sendable, Equatable {
    /// What ships: `blend`, `learned`, or the name of the single signal that no blend beat.
    package let shipped: String
    /// The share of each signal, at least 0, summing to 1; where `learned` ships, those of the best weighted sum.
    package let weights: SignalValues
    /// The shares for a query that stands on something the build did not know (a person it had not seen, a session, later
    /// events, a text): chosen on the same window with the forecast blind to the person, so that what is asked or was just
    /// done is always heard.
    package let listeningWeights: SignalValues
    /// Raw value → probability, for each signal.
    package let similarityCalibration: MonotoneCalibration
    package let graphCalibration: MonotoneCalibration
    package let forecastCalibration: MonotoneCalibration
    /// Popularity count → probability, for users of whom nothing is known.
    package let popularityCalibration: MonotoneCalibration
    /// The candidates' ranking quality on the validation window, for each strategy tried.
    package let evidence: [StrategyQuality]
    /// The length of the validation window and of the forecast, in days.
    package let horizonDays: Int
    /// Why the weights are what they are, in one sentence.
    package let note: String

    /// The name of a forest over the sources that ships in place of a weighted sum.
    package static let learned = "learned"

    package init(
        shipped: String, weights: SignalValues, listeningWeights: SignalValues? = nil,
        similarityCalibration: MonotoneCalibration,
        graphCalibration: MonotoneCalibration, forecastCalibration: MonotoneCalibration,
        popularityCalibration: MonotoneCalibration, evidence: [StrategyQuality], horizonDays: Int, note: String
    ) {
        self.shipped = shipped
        self.weights = weights
        self.listeningWeights = listeningWeights ?? weights
        self.similarityCalibration = similarityCalibration
        self.graphCalibration = graphCalibration
        self.forecastCalibration = forecastCalibration
        self.popularityCalibration = popularityCalibration
        self.evidence = evidence
        self.horizonDays = horizonDays
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case shipped, weights, evidence, note
        case similarityCalibration = "similarity_calibration"
        case graphCalibration = "graph_calibration"
        case forecastCalibration = "forecast_calibration"
        case popularityCalibration = "popularity_calibration"
        case listeningWeights = "listening_weights"
        case horizonDays = "horizon_days"
    }

    /// The calibration of one signal.
    package func calibration(of source: SignalSource) -> MonotoneCalibration {
        switch source {
        case .similarity: similarityCalibration
        case .graph: graphCalibration
        case .forecast: forecastCalibration
        }
    }
}

/// How well one strategy ranked the messages that users engaged with in the validation window.
package struct StrategyQuality: Codable, Sendable, Equatable {
    /// `similarity`, `graph`, `forecast`, `popularity`, `equal` or `tuned`.
    package let name: String
    /// nDCG@10 with binary gains, averaged over users, 0 to 1.
    package let ndcgAt10: Double
    /// Recall@10, averaged over users, 0 to 1.
    package let recallAt10: Double
    /// The number of users averaged over.
    package let users: Int

    package init(name: String, ndcgAt10: Double, recallAt10: Double, users: Int) {
        self.name = name
        self.ndcgAt10 = ndcgAt10
        self.recallAt10 = recallAt10
        self.users = users
    }

    private enum CodingKeys: String, CodingKey {
        case name, users
        case ndcgAt10 = "ndcg_at_10"
        case recallAt10 = "recall_at_10"
    }
}

internal import Forecasting
package import Snapshots

/// Turns what the signals say into one score whose parts are kept.
///
/// - Thread safety: an immutable value.
package struct Blend: Sendable {
    /// The weights and calibrations of the snapshot.
    package let parameters: BlendParameters

    package init(_ parameters: BlendParameters) { self.parameters = parameters }

    /// The terms of a candidate's score in the fixed order similarity, graph, forecast, without evidence.
    func contributions(of scores: SignalScores) -> [Contribution] {
        SignalSource.allCases.map { source in
            Contribution(
                term: source.rawValue, raw: scores[source],
                calibrated: parameters.calibration(of: source)(scores[source]), weight: parameters.weights[source],
                evidence: [])
        }
    }

}

/// A candidate with its score, ordered by score, equal ones by ordinal.
package struct ScoredCandidate: Sendable, Equatable {
    package let scores: SignalScores
    package let score: Double
    /// The terms of the score in the order of `SignalSource.allCases`.
    let terms: SignalValues

    package var message: Int32 { scores.message }

    /// The score if one signal said nothing: the other terms added up anew, so that equal ones stay equal.
    func score(without left: SignalSource) -> Double {
        SignalSource.allCases.reduce(0) { $1 == left ? $0 : $0 + terms[$1] }
    }

    static func precedes(_ left: ScoredCandidate, _ right: ScoredCandidate) -> Bool {
        left.score != right.score ? left.score > right.score : left.message < right.message
    }
}

extension Blend {
    /// Scores candidates and sorts them, best first.
    package func ranked(_ candidates: [SignalScores]) -> [ScoredCandidate] {
        candidates.map { scores in
            var terms = SignalValues(similarity: 0, graph: 0, forecast: 0)
            var sum = 0.0
            for source in SignalSource.allCases {
                terms[source] = parameters.weights[source] * parameters.calibration(of: source)(scores[source])
                sum += terms[source]
            }
            return ScoredCandidate(scores: scores, score: sum, terms: terms)
        }.sorted(by: ScoredCandidate.precedes)
    }
}

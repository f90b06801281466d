internal import Forecasting
package import Snapshots

/// Turns what the signals say into one score whose parts are kept.
///
/// A weighted sum adds Σ weight × calibration(raw). A learned blend asks a forest for the probability p of all raw values
/// and divides it by the Shapley values of the game in which a source that is left out says its least (Sundararajan &
/// Najmi, "The many Shapley values for model explanation", ICML 2020): p = base + Σ terms, with base what the forest says
/// where every source is left out. Either way the score is the sum of the terms in their order.
///
/// - Complexity: a few operations a candidate for a weighted sum, eight passes through the forest for a learned blend.
/// - Thread safety: an immutable value.
package struct Blend: Sendable {
    /// The weights and calibrations of the snapshot.
    package let parameters: BlendParameters
    private let weights: SignalValues
    private let forest: SourceForest?

    /// - Parameter forest: the learned blend; nil for a weighted sum.
    package init(_ parameters: BlendParameters, forest: SourceForest? = nil) {
        self.init(parameters, weights: parameters.weights, forest: forest)
    }

    private init(_ parameters: BlendParameters, weights: SignalValues, forest: SourceForest?) {
        self.parameters = parameters
        self.weights = weights
        self.forest = forest
    }

    /// The weighted sum for queries that stand on what the build did not know, see `BlendParameters.listeningWeights`.
    package var listening: Blend { Blend(parameters, weights: parameters.listeningWeights, forest: nil) }

    /// The name of the term that a learned blend starts from.
    static let base = "base"

    /// Whether what the source says can move a score.
    func counts(_ source: SignalSource) -> Bool { forest != nil || weights[source] > 0 }

    /// The terms of a candidate's score in the order in which they are added, without evidence.
    ///
    /// A learned blend has no weights: its terms are parts of a probability as they are.
    func contributions(of candidate: ScoredCandidate) -> [Contribution] {
        let terms = SignalSource.allCases.map { source in
            let raw = candidate.scores[source]
            return forest == nil
                ? Contribution(
                    term: source.rawValue, raw: raw, calibrated: parameters.calibration(of: source)(raw),
                    weight: weights[source], evidence: [])
                : Contribution(
                    term: source.rawValue, raw: raw, calibrated: candidate.terms[source], weight: 1, evidence: [])
        }
        guard forest != nil else { return terms }
        return [Contribution(term: Self.base, raw: 0, calibrated: candidate.base, weight: 1, evidence: [])] + terms
    }

    /// Scores candidates and sorts them, best first.
    package func ranked(_ candidates: [SignalScores]) -> [ScoredCandidate] {
        let scored = scored(candidates)
        // Sixteen bytes a candidate are sorted, not the candidates.
        let places = scored.indices.map {
            Place(score: scored[$0].score, message: scored[$0].message, index: Int32($0))
        }
        return places.sorted { $0.score != $1.score ? $0.score > $1.score : $0.message < $1.message }
            .map { scored[Int($0.index)] }
    }

    /// A candidate's place in an order by score.
    private struct Place {
        let score: Double
        let message: Int32
        let index: Int32
    }

    /// Scores candidates, in their order.
    func scored(_ candidates: [SignalScores]) -> [ScoredCandidate] {
        guard let forest else { return candidates.map(summed) }
        return learned(candidates, by: forest)
    }

    private func summed(_ scores: SignalScores) -> ScoredCandidate {
        let terms = SignalValues(
            similarity: weights.similarity * parameters.similarityCalibration(scores.similarity),
            graph: weights.graph * parameters.graphCalibration(scores.graph),
            forecast: weights.forecast * parameters.forecastCalibration(scores.forecast))
        // Added up anew, so that equal ones stay equal.
        let without = SignalValues(
            similarity: 0 + terms.graph + terms.forecast, graph: 0 + terms.similarity + terms.forecast,
            forecast: 0 + terms.similarity + terms.graph)
        return ScoredCandidate(scores: scores, base: 0, terms: terms, without: without)
    }

    /// What a source that is left out says: nothing of the graph, the least that the others can say.
    private static let silence = SignalValues(similarity: -1, graph: 0, forecast: -1e30)

    private func learned(_ candidates: [SignalScores], by forest: SourceForest) -> [ScoredCandidate] {
        let sources = SignalSource.allCases
        // By the bits of those that speak, the probabilities of all candidates.
        let values = (0..<1 << sources.count).map { speaking in
            forest.probabilities(
                of: candidates.map { scores in
                    var row = Self.silence
                    for (bit, source) in sources.enumerated() where speaking >> bit & 1 == 1 {
                        row[source] = scores[source]
                    }
                    return row
                })
        }
        let all = values.count - 1
        return candidates.indices.map { index in
            var terms = SignalValues(similarity: 0, graph: 0, forecast: 0)
            var without = terms
            for (bit, source) in sources.enumerated() {
                let own = 1 << bit
                // Over the others that may speak before it: none or both in a third of all orders each, one in a sixth.
                var value = 0.0
                for others in 0...all where others & own == 0 {
                    let weight = others.nonzeroBitCount == 1 ? 1.0 / 6 : 1.0 / 3
                    value += weight * (values[others | own][index] - values[others][index])
                }
                terms[source] = value
                without[source] = values[all & ~own][index]
            }
            return ScoredCandidate(
                scores: candidates[index], base: values[0][index], terms: terms, without: without)
        }
    }
}

/// A candidate with its score, ordered by score, equal ones by ordinal.
package struct ScoredCandidate: Sendable, Equatable {
    package let scores: SignalScores
    package let score: Double
    /// What the score starts from: 0 of a weighted sum.
    let base: Double
    /// The terms of the score in the order of `SignalSource.allCases`.
    let terms: SignalValues
    /// The score if one signal said nothing.
    let without: SignalValues

    package var message: Int32 { scores.message }

    init(scores: SignalScores, base: Double, terms: SignalValues, without: SignalValues) {
        self.scores = scores
        self.base = base
        self.terms = terms
        self.without = without
        score = base + terms.similarity + terms.graph + terms.forecast
    }
}

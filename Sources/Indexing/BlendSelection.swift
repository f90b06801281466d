internal import Domain
internal import Forecasting
internal import Graph
internal import Recommender
internal import Snapshots

/// Chooses calibrations and weights on a time split, and says what it saw: the stage `blend`.
///
/// Everything that scores knows only events before the split; what counts as right is what users engaged with for the
/// first time after it. Each signal is ranked alone, then equal weights, then the best point of a grid on the simplex,
/// then a forest over the sources; `ShippingChoice` decides between them.
struct BlendSelection: Sendable {
    /// One validated user: what the signals said of their candidates, and which were right.
    struct Case: Sendable {
        let candidates: [SignalScores]
        let popularity: [Double]
        let relevant: Set<Int32>
    }

    /// The grid's step on the simplex of weights.
    static let gridSteps = 20

    let horizonDays: Int
    let cases: [Case]
    /// The same users as if the forecast did not know them.
    private let strangers: [Case]
    private let seed: UInt64
    private let threads: Int

    /// What was chosen, and what it was compared with.
    struct Outcome {
        /// What ships.
        let parameters: BlendParameters
        /// The strategy that ships, by its name in the evidence.
        let strategy: String
        /// The best point of the grid, whether it ships or not.
        let tuned: SignalValues
        /// The learned blend, where it ships.
        let ranker: SourceForest?
    }

    /// Asks the retriever of the past for the candidates of every user that the window says something about.
    init(
        past: Retriever, validation: ValidationUsers, configuration: IndexConfiguration, threads: Int,
        progress: (Int, Int) -> Void
    ) throws {
        horizonDays = configuration.horizonDays
        seed = configuration.seed
        self.threads = threads
        let graph = past.contents.graph
        let users = validation.users
        let unseen = MessageMask(catalogue: past.contents.catalogue)
        var cases: [Case] = []
        var strangers: [Case] = []
        for (position, user) in users.enumerated() {
            let query = past.query(user: user)
            var mask = unseen
            for entry in graph.userHistory(user) { mask.block(entry.message) }
            let candidates = try past.candidates(for: query, scope: nil, mask: mask)
            let popularity = candidates.map { graph.popularity(ofMessage: $0) }
            let relevant = validation.relevant(user, in: graph)
            func example(_ query: Query) -> Case {
                Case(
                    candidates: past.scores(of: candidates, for: query), popularity: popularity, relevant: relevant)
            }
            cases.append(example(query))
            strangers.append(example(query.ofStranger))
            progress(position + 1, users.count)
        }
        self.cases = cases
        self.strangers = strangers
    }

    /// Raw values and outcomes of one signal over all candidates of some cases.
    private func observations(
        _ examples: [Int]? = nil, _ raw: (Case, Int) -> Double
    ) -> (raw: [Double], outcomes: [Double]) {
        var values: [Double] = []
        var outcomes: [Double] = []
        for example in examples.map({ $0.map { cases[$0] } }) ?? cases {
            for index in example.candidates.indices {
                values.append(raw(example, index))
                outcomes.append(example.relevant.contains(example.candidates[index].message) ? 1 : 0)
            }
        }
        return (values, outcomes)
    }

    /// Calibrations in the order of `SignalSource.allCases`, and the best point of the grid for them.
    private struct Fit: Sendable {
        let calibrations: [MonotoneCalibration]
        let weights: [Double]

        func blended(_ example: Case, weights: [Double]) -> [Double] {
            example.candidates.map { scores in
                weights[0] * calibrations[0](scores.similarity) + weights[1] * calibrations[1](scores.graph)
                    + weights[2] * calibrations[2](scores.forecast)
            }
        }
    }

    private static let third = [Double](repeating: 1 / 3, count: 3)

    /// Fits calibrations and weights to some cases.
    private func fit(_ examples: [Int]) throws -> Fit {
        let calibrations = try SignalSource.allCases.map { source in
            let pairs = observations(examples) { $0.candidates[$1][source] }
            return try MonotoneCalibration(fitting: pairs.raw, outcomes: pairs.outcomes)
        }
        let calibrated = examples.map { example in
            cases[example].candidates.map { scores in
                SignalValues(
                    similarity: calibrations[0](scores.similarity), graph: calibrations[1](scores.graph),
                    forecast: calibrations[2](scores.forecast))
            }
        }
        let sums = ParallelWork.map([Self.third] + Self.grid, threads: threads) { weights in
            let (first, second, third) = (weights[0], weights[1], weights[2])
            return examples.indices.reduce(0.0) { sum, place in
                let scores = calibrated[place].map {
                    first * $0.similarity + second * $0.graph + third * $0.forecast
                }
                return sum + quality(cases[examples[place]], scores).ndcg
            }
        }
        let best = sums.indices.max { (sums[$0], $1) < (sums[$1], $0) } ?? 0
        return Fit(calibrations: calibrations, weights: best == 0 ? Self.third : Self.grid[best - 1])
    }

    /// Chooses the blend.
    ///
    /// Calibrations and weights that ship are fitted to all cases; what a blend is worth is measured on each half of them
    /// with calibrations and weights fitted to the other half.
    func chosen() throws -> Outcome {
        let hits = cases.reduce(0) { sum, example in
            sum + example.candidates.count { example.relevant.contains($0.message) }
        }
        guard hits > 0 else { return try Self.uninformed(horizonDays: horizonDays, evidence: []) }
        let whole = try fit(Array(cases.indices))
        let halves = [0, 1].map { half in cases.indices.filter { $0 % 2 == half } }
        let others = try [fit(halves[1]), fit(halves[0])]
        let popularity = observations { $0.popularity[$1] }
        let singles = SignalSource.allCases.map { source in
            measured(source.rawValue) { cases[$0].candidates.map { $0[source] } }
        }
        let equal = measured("equal") { others[$0 % 2].blended(cases[$0], weights: Self.third) }
        let tuned = measured("tuned") { others[$0 % 2].blended(cases[$0], weights: others[$0 % 2].weights) }
        let popular = measured("popularity") { cases[$0].popularity }
        let fused = measured("rrf") { CandidatePlaces.fused(cases[$0]) }
        let learned: [Measured] = try [crossFitted()].compactMap(\.self)
        let evidence: [Measured] = [popular] + singles + [equal, fused, tuned] + learned
        let contestants: [Measured] = singles + [equal, tuned] + learned
        let entries = contestants.map { strategy in
            ShippingChoice.Entry(
                name: strategy.quality.name, isBlend: SignalSource(rawValue: strategy.quality.name) == nil,
                values: strategy.ndcg)
        }
        guard let choice = ShippingChoice(entries), entries.contains(where: { $0.mean > 0 }) else {
            return try Self.uninformed(horizonDays: horizonDays, evidence: evidence.map(\.quality))
        }
        let single = SignalSource(rawValue: choice.shipped)
        let ranker = choice.shipped == BlendParameters.learned ? try self.learned() : nil
        let weights: [Double] =
            if let single {
                SignalSource.allCases.map { source in source == single ? 1.0 : 0.0 }
            } else {
                choice.shipped == "equal" ? Self.third : whole.weights
            }
        let listening = listening(whole)
        let parameters = BlendParameters(
            shipped: single?.rawValue ?? (ranker == nil ? "blend" : BlendParameters.learned),
            weights: SignalValues(similarity: weights[0], graph: weights[1], forecast: weights[2]),
            listeningWeights: listening.weights, similarityCalibration: whole.calibrations[0],
            graphCalibration: whole.calibrations[1],
            forecastCalibration: whole.calibrations[2],
            popularityCalibration: try MonotoneCalibration(fitting: popularity.raw, outcomes: popularity.outcomes),
            evidence: evidence.map(\.quality) + [listening.quality], horizonDays: horizonDays, note: choice.sentence)
        return Outcome(
            parameters: parameters, strategy: choice.shipped,
            tuned: SignalValues(similarity: whole.weights[0], graph: whole.weights[1], forecast: whole.weights[2]),
            ranker: ranker)
    }

    /// The best weights for queries that stand on what a build did not know, with what they reach: similarity has at least a
    /// quarter, since nothing else hears a text or a new message, and the forecast, which does not know the asker, at most
    /// half.
    private func listening(_ fit: Fit) -> (weights: SignalValues, quality: StrategyQuality) {
        let tried = Self.grid.filter { $0[0] >= 0.25 && $0[2] <= 0.5 }
        let measured = ParallelWork.map(tried, threads: threads) { weights in
            strangers.map { quality($0, fit.blended($0, weights: weights)) }
        }
        let count = Double(max(1, strangers.count))
        let means = measured.map { $0.reduce(0) { $0 + $1.ndcg } / count }
        let best = means.indices.max { (means[$0], $1) < (means[$1], $0) } ?? 0
        return (
            SignalValues(similarity: tried[best][0], graph: tried[best][1], forecast: tried[best][2]),
            StrategyQuality(
                name: "listening", ndcgAt10: means[best],
                recallAt10: measured[best].reduce(0) { $0 + $1.recall } / count, users: strangers.count)
        )
    }

    /// The forest over the sources that all cases teach; nil where there is nothing to learn from.
    func learned() throws -> SourceForest? { try LearnedRanker.train(cases, seed: seed, threads: threads) }

    /// How well a forest over the sources ranks users that it did not learn from: every other user, both ways round.
    private func crossFitted() throws -> Measured? {
        let halves = [0, 1].map { half in cases.indices.filter { $0 % 2 == half } }
        guard let even = try LearnedRanker.train(halves[0].map { cases[$0] }, seed: seed, threads: threads),
            let odd = try LearnedRanker.train(halves[1].map { cases[$0] }, seed: seed, threads: threads)
        else { return nil }
        return measured("learned") { ($0 % 2 == 0 ? odd : even).scores(of: cases[$0]) }
    }

    /// AUC and log loss of the forecast over the validation candidates; 0.5 and 0 where they say nothing.
    func forecastQuality(of forest: Forest) -> (auc: Double, logLoss: Double) {
        let pairs = observations { $0.candidates[$1].forecast }
        guard !pairs.raw.isEmpty else { return (0.5, 0) }
        let auc = RankingAreaUnderCurve.of(scores: pairs.raw, outcomes: pairs.outcomes.map { $0 > 0 }) ?? 0.5
        let probabilities = pairs.raw.map { Double(forest.prediction(margin: Float($0))) }
        return (auc, LogLoss.mean(probabilities: probabilities, outcomes: pairs.outcomes))
    }

    /// A strategy's mean quality, and its nDCG user by user.
    private struct Measured {
        let quality: StrategyQuality
        let ndcg: [Double]
    }

    /// Ranks every user's candidates by their scores and averages over users.
    private func measured(_ name: String, scores: (_ example: Int) -> [Double]) -> Measured {
        let values = cases.indices.map { quality(cases[$0], scores($0)) }
        let count = Double(max(1, cases.count))
        return Measured(
            quality: StrategyQuality(
                name: name, ndcgAt10: values.reduce(0) { $0 + $1.ndcg } / count,
                recallAt10: values.reduce(0) { $0 + $1.recall } / count, users: cases.count),
            ndcg: values.map(\.ndcg))
    }

    /// How well the ten candidates of the greatest scores, equal ones by ordinal, foretell one user.
    private func quality(_ example: Case, _ scores: [Double]) -> (ndcg: Double, recall: Double) {
        var top: [(score: Double, message: Int32)] = []
        for (index, score) in scores.enumerated() {
            let entry = (score: score, message: example.candidates[index].message)
            guard top.count < 10 || entry.score > top[9].score else { continue }
            // Candidates rise by ordinal, so inserting after equal scores keeps ties in that order.
            let place = top.firstIndex { $0.score < entry.score } ?? top.count
            top.insert(entry, at: place)
            if top.count > 10 { top.removeLast() }
        }
        let ranked = top.map(\.message)
        return (
            RankingMetrics.ndcg(ranked, relevant: example.relevant, k: 10) ?? 0,
            RankingMetrics.recall(ranked, relevant: example.relevant, k: 10) ?? 0
        )
    }

    private static var grid: [[Double]] {
        var points: [[Double]] = []
        for first in 0...gridSteps {
            for second in 0...gridSteps - first {
                let third = gridSteps - first - second
                points.append([first, second, third].map { Double($0) / Double(gridSteps) })
            }
        }
        return points
    }

    /// What ships for a log that is too young or too thin to learn weights from.
    ///
    /// Similarity alone can speak of messages that nobody has touched, and needs no past to learn from.
    static func uninformed(horizonDays: Int, evidence: [StrategyQuality]) throws -> Outcome {
        func line(_ low: Double, _ high: Double) throws -> MonotoneCalibration {
            try MonotoneCalibration(knots: [.init(raw: low, value: 0), .init(raw: high, value: 1)])
        }
        let weights = SignalValues(similarity: 1, graph: 0, forecast: 0)
        let parameters = BlendParameters(
            shipped: SignalSource.similarity.rawValue, weights: weights,
            similarityCalibration: try line(-1, 1), graphCalibration: try line(0, 1),
            forecastCalibration: try line(-5, 5), popularityCalibration: try line(0, 1000), evidence: evidence,
            horizonDays: horizonDays,
            note:
                "similarity ships alone, uncalibrated: the validation window shows no strategy at work, and similarity is "
                + "the one source that can speak of messages nobody has touched yet.")
        return Outcome(parameters: parameters, strategy: SignalSource.similarity.rawValue, tuned: weights, ranker: nil)
    }
}

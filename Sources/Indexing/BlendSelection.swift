internal import Domain
internal import Forecasting
internal import Graph
internal import Recommender
internal import Snapshots

/// Chooses calibrations and weights on a time split, and says what it saw: the stage `blend`.
///
/// Everything that scores knows only events before the split; what counts as right is what users engaged with for the
/// first time after it. Each signal is ranked alone, then equal weights, then every point of a grid on the simplex, then a
/// forest over the sources, which is judged by users it did not learn from. A blend ships only if it beats the best single
/// signal, and the forest only if it beats every other.
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
    private let seed: UInt64
    private let threads: Int

    /// What was chosen, and what it was compared with.
    struct Outcome {
        /// What ships.
        let parameters: BlendParameters
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
        for (position, user) in users.enumerated() {
            let query = past.query(user: user)
            var mask = unseen
            for entry in graph.userHistory(user) { mask.block(entry.message) }
            let candidates = try past.candidates(for: query, scope: nil, mask: mask)
            cases.append(
                Case(
                    candidates: past.scores(of: candidates, for: query),
                    popularity: candidates.map { graph.popularity(ofMessage: $0) },
                    relevant: validation.relevant(user, in: graph)))
            progress(position + 1, users.count)
        }
        self.cases = cases
    }

    /// Raw values and outcomes of one signal over all candidates.
    private func observations(_ raw: (Case, Int) -> Double) -> (raw: [Double], outcomes: [Double]) {
        var values: [Double] = []
        var outcomes: [Double] = []
        for example in cases {
            for index in example.candidates.indices {
                values.append(raw(example, index))
                outcomes.append(example.relevant.contains(example.candidates[index].message) ? 1 : 0)
            }
        }
        return (values, outcomes)
    }

    /// Chooses the blend.
    func chosen() throws -> Outcome {
        let hits = cases.reduce(0) { sum, example in
            sum + example.candidates.count { example.relevant.contains($0.message) }
        }
        guard hits > 0 else { return try Self.uninformed(horizonDays: horizonDays, evidence: []) }
        func calibration(_ raw: (Case, Int) -> Double) throws -> MonotoneCalibration {
            let pairs = observations(raw)
            return try MonotoneCalibration(fitting: pairs.raw, outcomes: pairs.outcomes)
        }
        let calibrations = try SignalSource.allCases.map { source in
            try calibration { $0.candidates[$1][source] }
        }
        let popularity = try calibration { $0.popularity[$1] }
        let calibrated = cases.map { example in
            example.candidates.map { scores in
                SignalValues(
                    similarity: calibrations[0](scores.similarity), graph: calibrations[1](scores.graph),
                    forecast: calibrations[2](scores.forecast))
            }
        }
        func quality(_ name: String, _ weights: [Double]) -> StrategyQuality {
            let (first, second, third) = (weights[0], weights[1], weights[2])
            return measured(name) { example in
                calibrated[example].map { first * $0.similarity + second * $0.graph + third * $0.forecast }
            }
        }
        let singles = SignalSource.allCases.enumerated().map { position, source in
            quality(source.rawValue, SignalSource.allCases.indices.map { $0 == position ? 1 : 0 })
        }
        let third = 1.0 / 3
        let equal = quality("equal", [third, third, third])
        var best = (weights: [third, third, third], quality: equal)
        for weights in Self.grid {
            let tried = quality("tuned", weights)
            if tried.ndcgAt10 > best.quality.ndcgAt10 { best = (weights, tried) }
        }
        let popular = measured("popularity") { cases[$0].popularity }
        let fused = measured("rrf") { CandidatePlaces.fused(cases[$0]) }
        let learned = try crossFitted()
        let evidence =
            [popular] + singles + [equal, fused, StrategyQuality(renaming: best.quality, to: "tuned")]
            + (learned.map { [$0] } ?? [])
        guard let single = singles.max(by: { $0.ndcgAt10 < $1.ndcgAt10 }), best.quality.ndcgAt10 > 0 else {
            return try Self.uninformed(horizonDays: horizonDays, evidence: evidence)
        }
        let blendWins = best.quality.ndcgAt10 > single.ndcgAt10
        let weights = blendWins ? best.weights : SignalSource.allCases.map { $0.rawValue == single.name ? 1 : 0 }
        let note =
            blendWins
            ? "The blend ranks better than the best single signal (\(single.name)) on the validation window."
            : "No blend ranked better than \(single.name) alone on the validation window, so it ships alone."
        let ranker =
            learned.map(\.ndcgAt10) ?? 0 > max(best.quality.ndcgAt10, single.ndcgAt10) ? try self.learned() : nil
        let parameters = BlendParameters(
            shipped: ranker != nil ? BlendParameters.learned : blendWins ? "blend" : single.name,
            weights: SignalValues(similarity: weights[0], graph: weights[1], forecast: weights[2]),
            similarityCalibration: calibrations[0], graphCalibration: calibrations[1],
            forecastCalibration: calibrations[2], popularityCalibration: popularity,
            evidence: evidence, horizonDays: horizonDays,
            note: ranker == nil
                ? note
                : "A forest over the sources ranks users that it did not learn from better than any weighted sum.")
        return Outcome(
            parameters: parameters,
            tuned: SignalValues(similarity: best.weights[0], graph: best.weights[1], forecast: best.weights[2]),
            ranker: ranker)
    }

    /// The forest over the sources that all cases teach; nil where there is nothing to learn from.
    func learned() throws -> SourceForest? { try LearnedRanker.train(cases, seed: seed, threads: threads) }

    /// How well a forest over the sources ranks users that it did not learn from: every other user, both ways round.
    private func crossFitted() throws -> StrategyQuality? {
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

    /// Ranks every user's candidates by their scores, equal ones by ordinal, and averages over users.
    private func measured(_ name: String, scores: (_ example: Int) -> [Double]) -> StrategyQuality {
        var ndcg = 0.0
        var recall = 0.0
        for (position, example) in cases.enumerated() {
            var top: [(score: Double, message: Int32)] = []
            for (index, score) in scores(position).enumerated() {
                let entry = (score: score, message: example.candidates[index].message)
                guard top.count < 10 || entry.score > top[9].score else { continue }
                // Candidates rise by ordinal, so inserting after equal scores keeps ties in that order.
                let place = top.firstIndex { $0.score < entry.score } ?? top.count
                top.insert(entry, at: place)
                if top.count > 10 { top.removeLast() }
            }
            let ranked = top.map(\.message)
            ndcg += RankingMetrics.ndcg(ranked, relevant: example.relevant, k: 10) ?? 0
            recall += RankingMetrics.recall(ranked, relevant: example.relevant, k: 10) ?? 0
        }
        let count = Double(max(1, cases.count))
        return StrategyQuality(name: name, ndcgAt10: ndcg / count, recallAt10: recall / count, users: cases.count)
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

    /// The blend of a log that is too young or too thin to learn weights from.
    static func uninformed(horizonDays: Int, evidence: [StrategyQuality]) throws -> Outcome {
        func line(_ low: Double, _ high: Double) throws -> MonotoneCalibration {
            try MonotoneCalibration(knots: [.init(raw: low, value: 0), .init(raw: high, value: 1)])
        }
        let weights = SignalValues(similarity: 0.5, graph: 0.5, forecast: 0)
        let parameters = BlendParameters(
            shipped: "blend", weights: weights,
            similarityCalibration: try line(-1, 1), graphCalibration: try line(0, 1),
            forecastCalibration: try line(-5, 5), popularityCalibration: try line(0, 1000), evidence: evidence,
            horizonDays: horizonDays,
            note: "The validation window shows no strategy at work: similarity and graph count equally, uncalibrated.")
        return Outcome(parameters: parameters, tuned: weights, ranker: nil)
    }
}

extension StrategyQuality {
    fileprivate init(renaming other: StrategyQuality, to name: String) {
        self.init(name: name, ndcgAt10: other.ndcgAt10, recallAt10: other.recallAt10, users: other.users)
    }
}

package import Domain
internal import Forecasting
internal import Graph
package import Recommender
internal import SemanticSearch
internal import Snapshots

/// How well a snapshot built from everything up to a moment would have foretold what came after it.
///
/// The log is divided in three: the build sees what lies before the last horizon and, as every build does, chooses its
/// graph method, calibrations and weights on the horizon before that; what users engaged with for the first time in the
/// last horizon is the test. The very retriever and blend of the server rank.
extension IndexingPipeline {
    /// Builds as of one horizon before the end of the log, publishes nothing, and measures on that horizon.
    ///
    /// - Parameters:
    ///   - asOf: as if the log ended just before this moment; nil for its end.
    ///   - days: the length of the test; nil for the horizon that a build would choose.
    /// - Throws: What a build throws, and `EvaluationError.nothingToTest` for a log too short or too quiet.
    package func evaluate(
        asOf: Instant? = nil, days: Int? = nil, options: EvaluationOptions
    ) async throws -> EvaluationReport {
        let clock = StageClock(observer: observer)
        let whole = try await clock.measure(.load) {
            try await BuildInput.load(
                from: records, asOf: asOf, configuration: configuration, embeddingModel: encoder.modelID)
        } detail: {
            "\($0.events.count) events, \($0.messages.count) messages, \($0.catalogue.userCount) users"
        }
        let chosen = Horizon(
            wished: configuration.horizonDays, interactions: whole.interactions, asOf: whole.asOf)
        let horizon = days ?? chosen.days
        let cut = (days == nil ? chosen.end : whole.asOf).adding(days: -horizon)
        let previous = try? store.openCurrent()
        return try await OwnThread.run {
            let known = whole.events.filter { $0.time < cut }
            guard !known.isEmpty else { throw EvaluationError.nothingToTest }
            let input = try BuildInput(
                events: known, messages: whole.messages, campaigns: whole.campaigns, asOf: cut,
                configuration: configuration, embeddingModel: encoder.modelID)
            let assembly = try assemble(input, previous: previous, clock: clock)
            return try StoreRankers(assembly: assembly, whole: whole, cut: cut)
                .report(horizonDays: horizon, options: options, threads: threads)
        }
    }
}

/// The strategies of one assembled snapshot, asked about the users of a whole log.
private struct StoreRankers: Sendable {
    let retriever: Retriever
    let assembly: IndexingPipeline.Assembly
    let whole: BuildInput
    let dataset: EvaluationDataset
    let learned: SourceForest?

    init(assembly: IndexingPipeline.Assembly, whole: BuildInput, cut: Instant) throws {
        self.assembly = assembly
        self.whole = whole
        retriever = Retriever(contents: assembly.contents)
        learned = try assembly.selection.learned()
        func table(_ interactions: Interactions) throws -> InteractionTable {
            try InteractionTable(
                users: (0..<whole.catalogue.userCount).map { whole.catalogue.userID(Int32($0)).rawValue },
                items: whole.messages.map(\.id.rawValue),
                rows: interactions.engagementRows.map { row in
                    InteractionTable.Row(
                        user: interactions.users[row], item: interactions.messages[row],
                        time: Double(interactions.times[row]) / 1000)
                }, hasTimes: true)
        }
        dataset = try EvaluationDataset(
            train: table(whole.interactions.before(cut)),
            test: table(whole.interactions.between(cut, whole.asOf)), countsSeenAsRelevant: false)
    }

    private var names: [String] {
        ["random", "popularity", "similarity", "graph", "forecast", "equal", "rrf", "tuned"]
            + (learned == nil ? [] : ["learned"])
    }

    func report(horizonDays: Int, options: EvaluationOptions, threads: Int) throws -> EvaluationReport {
        let judge = RankingJudge(
            dataset: dataset, names: names, cutoffs: options.cutoffs, coldLimits: options.cold)
        let base = MessageMask(catalogue: assembly.contents.catalogue)
        ParallelWork.forEach(dataset.cases, threads: threads) { user in
            var random = [Float](repeating: 0, count: dataset.itemCount)
            BaselineScores.random(seed: options.seed, user: user, into: &random)
            let chance = TopList.ordinals(of: random, excluding: dataset.seen[user], depth: judge.depth)
            for (index, list) in ([chance] + lists(user: user, mask: base, depth: judge.depth)).enumerated() {
                judge.record(list, strategy: index, user: user)
            }
        }
        let parameters = assembly.blend.parameters
        var validation = [
            "graph signal by \(assembly.graph.method): "
                + assembly.graph.evidence.map { "\($0.name) \(IndexingPipeline.rounded($0.ndcgAt10))" }.joined(
                    separator: ", "),
            "validation nDCG@10: "
                + parameters.evidence.map { "\($0.name) \(IndexingPipeline.rounded($0.ndcgAt10))" }.joined(
                    separator: ", "),
            parameters.note,
        ]
        validation.append(
            "tuned weights: "
                + SignalSource.allCases.map { "\($0.rawValue) \(assembly.blend.tuned[$0])" }.joined(separator: ", "))
        return OfflineEvaluation.report(
            judge, shipped: assembly.blend.strategy, options: options.dividing(.lastDays(Double(horizonDays))),
            validation: validation)
    }

    /// The lists of every strategy but chance, in the order of `names`.
    private func lists(user: Int32, mask base: MessageMask, depth: Int) -> [[Int32]] {
        let catalogue = assembly.contents.catalogue
        var mask = base
        for item in dataset.seen[user] { mask.block(item) }
        let known = catalogue.userOrdinal(whole.catalogue.userID(user))
        for entry in known.map(assembly.contents.graph.userHistory) ?? [] { mask.block(entry.message) }
        let rules = mask
        let popular = retriever.popular(2 * depth + 50) { rules.allows($0) }
        let query = retriever.query(user: known)
        guard query.isPersonal, let candidates = try? retriever.candidates(for: query, scope: nil, mask: rules) else {
            // Somebody who is not known is shown what is popular, whatever the strategy.
            return names.dropFirst().map { _ in Array(popular.prefix(depth)) }
        }
        let example = BlendSelection.Case(
            candidates: retriever.scores(of: candidates, for: query),
            popularity: candidates.map { assembly.contents.graph.popularity(ofMessage: $0) }, relevant: [])
        let parameters = assembly.blend.parameters
        let calibrated = example.candidates.map { scores in
            SignalSource.allCases.map { parameters.calibration(of: $0)(scores[$0]) }
        }
        func blended(_ weights: SignalValues) -> [Double] {
            calibrated.map { values in
                SignalSource.allCases.enumerated().reduce(0) { $0 + weights[$1.element] * values[$1.offset] }
            }
        }
        func top(_ scores: [Double]) -> [Int32] {
            let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
            return order.prefix(depth).map { candidates[$0] }
        }
        let third = 1.0 / 3
        return [Array(popular.prefix(depth))]
            + SignalSource.allCases.map { source in top(example.candidates.map { $0[source] }) }
            + [
                top(blended(SignalValues(similarity: third, graph: third, forecast: third))),
                top(CandidatePlaces.fused(example)), top(blended(assembly.blend.tuned)),
            ] + (learned.map { [top($0.scores(of: example))] } ?? [])
    }

}

extension EvaluationOptions {
    /// The same options for data divided in this way.
    fileprivate func dividing(_ split: EvaluationSplit) -> EvaluationOptions {
        var options = self
        options.split = split
        return options
    }
}

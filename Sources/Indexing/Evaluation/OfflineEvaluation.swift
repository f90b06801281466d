package import Domain
package import Recommender

/// Asks strategies what every test user should be shown, over the whole catalogue, and measures their answers.
package enum OfflineEvaluation {
    /// What an evaluation is doing.
    package enum Stage: String, Sendable {
        case fit
        case rank
        case measure
    }

    /// Fits what can be fitted on `train`, ranks for every user of `test`, and measures.
    ///
    /// `itemTexts` has a text or nil for every item, or is empty. `progress` is told how many of how many users are
    /// ranked, from any thread.
    ///
    /// - Throws: `EvaluationError` where there is nothing to ask; the rankers' own errors.
    /// - Complexity: O(users · items · strategies) beside the rankers' own work.
    package static func run(
        train: InteractionTable, test: InteractionTable, itemTexts: [String?] = [], options: EvaluationOptions,
        progress: @Sendable (_ stage: Stage, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) throws -> EvaluationReport {
        let dataset = try EvaluationDataset(
            train: train, test: test, countsSeenAsRelevant: options.countsSeenAsRelevant)
        progress(.fit, 0, 1)
        let rankers = BaselineRankers().rankers(fittedOn: dataset, options: options)
        let judge = judged(rankers: rankers, fusions: [], on: dataset, options: options) { progress(.rank, $0, $1) }
        progress(.measure, 0, 1)
        return report(judge, shipped: nil, options: options, validation: [])
    }

    /// Asks every ranker and every fusion about every test user, on `options.threads` threads.
    ///
    /// The judge's strategies are the rankers and then the fusions, in their order; what it finds does not depend on the
    /// number of threads.
    package static func judged(
        rankers: [any Ranker], fusions: [any RankFusion], on dataset: EvaluationDataset, options: EvaluationOptions,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) -> RankingJudge {
        let judge = RankingJudge(
            dataset: dataset, names: rankers.map(\.name) + fusions.map(\.name), cutoffs: options.cutoffs,
            coldLimits: options.cold)
        UserShares.run(dataset.cases, threads: options.threads, progress: progress) {
            var asked = RankingRound(rankers: rankers, fusions: fusions, judge: judge)
            return { asked.ask(user: $0) }
        }
        return judge
    }

    /// What a judge found, with intervals.
    package static func report(
        _ judge: RankingJudge, shipped: String?, options: EvaluationOptions, validation: [String]
    ) -> EvaluationReport {
        let plan = BootstrapInterval.Plan(resamples: options.resamples, seed: options.seed)
        return EvaluationReport(
            protocol: EvaluationProtocol(
                split: options.split.description, seed: options.seed, k: options.k, judge: judge,
                countsSeenAsRelevant: options.countsSeenAsRelevant, plan: plan, validation: validation),
            results: judge.results(k: options.k, shipped: shipped, plan: plan))
    }
}

/// One thread's part in an evaluation: its scorers and their memory.
private struct RankingRound {
    private let scorers: [any UserScorer]
    private let fusers: [any ScoreFuser]
    private let judge: RankingJudge
    private var scores: [[Float]]
    private var fused: [Float]

    init(rankers: [any Ranker], fusions: [any RankFusion], judge: RankingJudge) {
        scorers = rankers.map { $0.scorer() }
        fusers = fusions.map { $0.fuser() }
        self.judge = judge
        fused = [Float](repeating: 0, count: judge.dataset.itemCount)
        scores = [[Float]](repeating: fused, count: scorers.count)
    }

    mutating func ask(user: Int32) {
        let seen = judge.dataset.seen[user]
        for (strategy, scorer) in scorers.enumerated() {
            scorer.score(user, into: &scores[strategy])
            judge.record(
                TopList.ordinals(of: scores[strategy], excluding: seen, depth: judge.depth), strategy: strategy,
                user: user)
        }
        for (index, fuser) in fusers.enumerated() {
            fuser.fuse(scores, user: user, seen: seen, into: &fused)
            judge.record(
                TopList.ordinals(of: fused, excluding: seen, depth: judge.depth), strategy: scorers.count + index,
                user: user)
        }
    }
}

internal import Columns
package import Domain
package import Recommender
package import SemanticSearch

/// Asks strategies what every test user should be shown, over the whole catalogue, and measures their answers.
package enum OfflineEvaluation {
    /// What an evaluation is doing.
    package enum Stage: Sendable {
        /// Choosing and building models; what exactly, in a few words.
        case fit(String)
        /// Asking about users.
        case rank(done: Int, total: Int)
        /// Drawing users anew for intervals.
        case measure
    }

    /// Chooses and builds models on `train`, ranks for every user of `test`, and measures.
    ///
    /// - Parameters:
    ///   - texts: one unit vector an item, where the items have texts.
    ///   - progress: told from any thread what is being done.
    /// - Throws: `EvaluationError` where there is nothing to ask; what the models throw.
    /// - Complexity: O(users · items) for each method of the graph; blocks the calling thread.
    package static func run(
        train: InteractionTable, test: InteractionTable, texts: VectorColumn? = nil, options: EvaluationOptions,
        progress: @Sendable (Stage) -> Void = { _ in }
    ) throws -> EvaluationReport {
        let dataset = try EvaluationDataset(
            train: train, test: test, countsSeenAsRelevant: options.countsSeenAsRelevant)
        let rankers = try TableRankers(
            dataset: dataset, split: options.split, texts: texts, seed: options.seed, threads: options.threads
        ) { progress(.fit($0)) }
        let judge = RankingJudge(
            dataset: dataset, names: ["random"] + rankers.names, cutoffs: options.cutoffs, coldLimits: options.cold)
        let total = dataset.cases.count
        ParallelWork.forEach(
            dataset.cases, threads: options.threads, progress: { progress(.rank(done: $0, total: total)) }
        ) {
            user in
            var random = [Float](repeating: 0, count: dataset.itemCount)
            BaselineScores.random(seed: options.seed, user: user, into: &random)
            judge.record(
                TopList.ordinals(of: random, excluding: dataset.seen[user], depth: judge.depth), strategy: 0, user: user
            )
            for (index, list) in rankers.lists(user: user, depth: judge.depth).enumerated() {
                judge.record(list, strategy: index + 1, user: user)
            }
        }
        progress(.measure)
        return report(judge, shipped: rankers.shipped, options: options, validation: rankers.validation)
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

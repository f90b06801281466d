package import Recommender

/// How an offline evaluation is made.
package struct EvaluationOptions: Sendable {
    /// How train and test were divided; also how train is divided again for validation.
    package var split: EvaluationSplit
    /// The seed of everything random.
    package var seed: UInt64
    /// The main depth; metrics are reported at 10 and 20, too.
    package var k: Int
    /// How many threads ask the rankers.
    package var threads: Int
    /// How often the users are drawn anew for an interval.
    package var resamples: Int
    /// Up to how many train interactions a user or a message is cold.
    package var cold: RankingJudge.ColdLimits
    /// Whether a test item that the user has in train counts as relevant, though it is never shown: yes in published
    /// protocols.
    package var countsSeenAsRelevant: Bool

    package init(
        split: EvaluationSplit, seed: UInt64 = 42, k: Int = 10, threads: Int = 1, resamples: Int = 1000,
        cold: RankingJudge.ColdLimits = .init(), countsSeenAsRelevant: Bool = true
    ) {
        self.split = split
        self.seed = seed
        self.k = k
        self.threads = threads
        self.resamples = resamples
        self.cold = cold
        self.countsSeenAsRelevant = countsSeenAsRelevant
    }

    /// All depths that are judged.
    package var cutoffs: [Int] { [10, 20, k] }
}

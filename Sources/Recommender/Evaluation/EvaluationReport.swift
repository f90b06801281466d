internal import Domain

/// What `murmur evaluate` answers: how was measured, and what came of it.
package struct EvaluationReport: Sendable, Equatable, Encodable {
    /// Everything that another program needs to measure the same.
    package let `protocol`: EvaluationProtocol
    /// One result a strategy, in the order in which they were asked for.
    package let results: [EvaluationResult]

    package init(protocol: EvaluationProtocol, results: [EvaluationResult]) {
        self.protocol = `protocol`
        self.results = results
    }
}

/// How an evaluation was made.
package struct EvaluationProtocol: Sendable, Equatable, Encodable {
    /// The division into train and test: `leave-one-out`, `time:0.2`, `time:7.0d`, `random:0.25`, or `given`.
    package let split: String
    /// The seed of the division, the random baseline and the bootstrap.
    package let seed: UInt64
    /// The main depth.
    package let k: Int
    /// All depths.
    package let cutoffs: [Int]
    /// What is ranked.
    package let ranking: String
    /// What becomes of items that the user has in train.
    package let seen: String
    /// What decides between equal scores.
    package let ties: String
    /// What counts as right.
    package let relevant: String
    /// Users, items and rows.
    package let users, items, train, test: Int
    /// How many users were asked about.
    package let evaluatedUsers: Int
    /// Up to how many train interactions a user or a message is cold.
    package let coldUserLimit, coldMessageLimit: Int
    /// How often the users are drawn anew for an interval, and the share of means it holds.
    package let resamples: Int
    package let level: Double
    /// What was decided on a validation split of train, in sentences; empty where nothing was.
    package let validation: [String]

    /// Describes a run.
    package init(
        split: String, seed: UInt64, k: Int, judge: RankingJudge, countsSeenAsRelevant: Bool,
        plan: BootstrapInterval.Plan, validation: [String]
    ) {
        let dataset = judge.dataset
        self.split = split
        self.seed = seed
        self.k = k
        cutoffs = judge.cutoffs
        ranking = "all items of train and test, none sampled"
        seen = "items the user has in train are left out"
        ties = "equal scores in the order in which the file first names the items"
        relevant =
            countsSeenAsRelevant
            ? "every item the user has in test" : "every item the user has in test and not in train"
        users = dataset.userCount
        items = dataset.itemCount
        train = dataset.train.rows.count
        test = dataset.testCount
        evaluatedUsers = dataset.cases.count
        coldUserLimit = judge.coldLimits.user
        coldMessageLimit = judge.coldLimits.item
        resamples = plan.resamples
        level = plan.level
        self.validation = validation
    }

    enum CodingKeys: String, CodingKey {
        case split, seed, k, cutoffs, ranking, seen, ties, relevant, users, items, train, test
        case evaluatedUsers = "evaluated_users"
        case coldUserLimit = "cold_user_limit"
        case coldMessageLimit = "cold_message_limit"
        case resamples, level, validation
    }
}

/// The knobs of one training run; the defaults are a sound start for tables of a few thousand to a few million rows.
///
/// Names in parentheses are XGBoost's. `validate()` is called by the trainer, so a bad value is a typed error before
/// any work starts.
package struct BoosterParameters: Sendable, Codable, Hashable {
    /// What is predicted (`objective`).
    package var objective: BoosterObjective
    /// The number of boosting rounds, one tree each, in 1...10,000 (`num_boost_round`).
    package var rounds: Int
    /// The greatest depth of a tree, in 1...16 (`max_depth`).
    package var maxDepth: Int
    /// The shrinkage of each tree's leaves, in (0, 1] (`eta`).
    package var learningRate: Double
    /// The least sum of hessians in a child, 0 or more (`min_child_weight`).
    package var minChildWeight: Double
    /// The share of rows drawn for each tree, in (0, 1] (`subsample`).
    package var subsample: Double
    /// The share of features drawn for each tree, in (0, 1] (`colsample_bytree`).
    package var columnSample: Double
    /// The L2 penalty on leaf values, 0 or more (`lambda`).
    package var lambda: Double
    /// The least loss reduction that a split must bring, 0 or more (`gamma`).
    package var gamma: Double
    /// The number of histogram bins per feature, in 2...65,535 (`max_bin`).
    package var maxBin: Int
    /// The seed of row and feature sampling (`seed`); the top bit is ignored.
    package var seed: UInt64
    /// Stop after this many rounds without a better validation metric and keep the best round; nil trains every round.
    package var earlyStoppingRounds: Int?
    /// The weight of positive rows in `.binaryLogistic`, above 0 (`scale_pos_weight`).
    package var scalePositiveWeight: Double
    /// The prediction before the first tree (`base_score`): a probability for `.binaryLogistic`, a margin otherwise;
    /// nil means 0.5, and the weighted mean label for `.squaredError`.
    package var baseScore: Double?
    /// Whether no prediction may fall while a feature rises, for every feature (`monotone_constraints`).
    package var isIncreasing: Bool

    /// Creates parameters; every default is documented on its property.
    package init(
        objective: BoosterObjective,
        rounds: Int = 200,
        maxDepth: Int = 6,
        learningRate: Double = 0.1,
        minChildWeight: Double = 1,
        subsample: Double = 1,
        columnSample: Double = 1,
        lambda: Double = 1,
        gamma: Double = 0,
        maxBin: Int = 256,
        seed: UInt64 = 0,
        earlyStoppingRounds: Int? = nil,
        scalePositiveWeight: Double = 1,
        baseScore: Double? = nil,
        isIncreasing: Bool = false
    ) {
        self.objective = objective
        self.rounds = rounds
        self.maxDepth = maxDepth
        self.learningRate = learningRate
        self.minChildWeight = minChildWeight
        self.subsample = subsample
        self.columnSample = columnSample
        self.lambda = lambda
        self.gamma = gamma
        self.maxBin = maxBin
        self.seed = seed
        self.earlyStoppingRounds = earlyStoppingRounds
        self.scalePositiveWeight = scalePositiveWeight
        self.baseScore = baseScore
        self.isIncreasing = isIncreasing
    }

    /// Checks every value against its documented range.
    ///
    /// - Throws: `BoosterError.invalidParameter` naming the first value that is out of range.
    package func validate() throws(BoosterError) {
        try require((1...10_000).contains(rounds), "rounds", rounds, "1...10000")
        try require((1...16).contains(maxDepth), "maxDepth", maxDepth, "1...16")
        try require(learningRate > 0 && learningRate <= 1, "learningRate", learningRate, "above 0, at most 1")
        try require(minChildWeight >= 0 && minChildWeight.isFinite, "minChildWeight", minChildWeight, "0 or more")
        try require(subsample > 0 && subsample <= 1, "subsample", subsample, "above 0, at most 1")
        try require(columnSample > 0 && columnSample <= 1, "columnSample", columnSample, "above 0, at most 1")
        try require(lambda >= 0 && lambda.isFinite, "lambda", lambda, "0 or more")
        try require(gamma >= 0 && gamma.isFinite, "gamma", gamma, "0 or more")
        try require((2...65_535).contains(maxBin), "maxBin", maxBin, "2...65535")
        try require(
            scalePositiveWeight > 0 && scalePositiveWeight.isFinite, "scalePositiveWeight", scalePositiveWeight,
            "above 0")
        if let earlyStoppingRounds {
            try require(earlyStoppingRounds >= 1, "earlyStoppingRounds", earlyStoppingRounds, "1 or more")
        }
        if let baseScore {
            let isProbability = baseScore > 0 && baseScore < 1
            try require(
                objective == .binaryLogistic ? isProbability : Float(baseScore).isFinite,
                "baseScore", baseScore, objective == .binaryLogistic ? "between 0 and 1" : "a finite number")
        }
    }

    private func require(
        _ condition: Bool, _ name: String, _ value: some CustomStringConvertible, _ expected: String
    ) throws(BoosterError) {
        guard condition else {
            throw .invalidParameter(name: name, value: value.description, expected: expected)
        }
    }
}

/// Trains gradient-boosted trees with libxgboost's histogram method.
///
/// Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016. The run is deterministic: the same table
/// and parameters give the same JSON bytes, and tests found no difference between thread counts either. The ranking
/// objectives draw and sum their pairs per thread, which does change the bytes, so they always run on one thread.
///
/// libgomp's idle threads spin by default, which multiplies CPU time on a busy machine: a process that trains with more
/// than one thread should be started with `OMP_WAIT_POLICY=PASSIVE` in its environment (libgomp reads it at load).
///
/// - Complexity: O(rounds × rows × features) time, O(rows × features) memory.
/// - Thread safety: a value; each run owns its handles. `train` blocks for its whole run, so call it on a thread of
///   its own, never on Swift's cooperative pool.
package struct BoosterTrainer: Sendable {
    private let parameters: BoosterParameters
    private let threads: Int

    /// Creates a trainer that uses `threads` OpenMP threads (1...256), or one for the ranking objectives.
    package init(parameters: BoosterParameters, threads: Int = 1) {
        self.parameters = parameters
        self.threads = parameters.objective.needsGroups ? min(threads, 1) : threads
    }

    /// Trains a model and says after each round how many rounds are done.
    ///
    /// With `earlyStoppingRounds`, training stops when the validation measure has not improved for that many rounds,
    /// and the model keeps the rounds up to the best one.
    ///
    /// - Throws: `BoosterError` when a parameter or table does not fit the objective, or libxgboost refuses a call.
    package func train(
        _ training: TrainingSet, validation: TrainingSet? = nil, progress: (@Sendable (Int) -> Void)? = nil
    ) throws(BoosterError) -> TrainedModel {
        try parameters.validate()
        guard (1...256).contains(threads) else {
            throw .invalidParameter(name: "threads", value: String(threads), expected: "1...256")
        }
        try check(training, field: "training")
        if let validation {
            try check(validation, field: "validation")
            guard validation.featureNames == training.featureNames else {
                throw .invalidTrainingSet(
                    field: "validation.featureNames", index: nil, expected: "the training set's names in their order")
            }
        } else if parameters.earlyStoppingRounds != nil {
            throw .invalidParameter(name: "earlyStoppingRounds", value: "set", expected: "nil without a validation set")
        }
        try XGBoostLibrary.silence()
        let trainingMatrix = try DataMatrix.labelled(training, objective: parameters.objective, threads: threads)
        guard let validation else {
            return try run(training, trainingMatrix, progress: progress)
        }
        let validationMatrix = try DataMatrix.labelled(validation, objective: parameters.objective, threads: threads)
        return try run(training, trainingMatrix, validation, validationMatrix, progress: progress)
    }

    /// Trains every round, without a validation set.
    private func run(
        _ training: TrainingSet, _ matrix: borrowing DataMatrix, progress: (@Sendable (Int) -> Void)?
    ) throws(BoosterError) -> TrainedModel {
        let booster = try configured(Booster(caching: [matrix.handle]), for: training)
        for round in 0..<parameters.rounds {
            try booster.update(round: round, training: matrix)
            progress?(round + 1)
        }
        let margins = try booster.predict(.margin, matrix)
        return try finish(
            booster, rounds: parameters.rounds, training: training, trainingMargins: margins, validation: nil,
            history: [])
    }

    /// Trains while following the validation measure, and keeps the best rounds when stopping early.
    private func run(
        _ training: TrainingSet, _ matrix: borrowing DataMatrix,
        _ validation: TrainingSet, _ validationMatrix: borrowing DataMatrix, progress: (@Sendable (Int) -> Void)?
    ) throws(BoosterError) -> TrainedModel {
        let booster = try configured(Booster(caching: [matrix.handle, validationMatrix.handle]), for: training)
        let measure = parameters.objective.measure
        var history: [Double] = []
        var best = 0
        for round in 0..<parameters.rounds {
            try booster.update(round: round, training: matrix)
            let margins = try booster.predict(.margin, validationMatrix)
            history.append(measure.value(margins: margins, set: validation))
            if measure.isBetter(history[round], than: history[best]) { best = round }
            progress?(round + 1)
            if let patience = parameters.earlyStoppingRounds, round - best >= patience { break }
        }
        let rounds = parameters.earlyStoppingRounds == nil ? history.count : best + 1
        let kept = try booster.prefix(rounds: rounds)
        try kept.set("nthread", String(threads))
        let trainingMargins = try kept.predict(.margin, matrix)
        let validationMargins = try kept.predict(.margin, validationMatrix)
        return try finish(
            kept, rounds: rounds, training: training, trainingMargins: trainingMargins,
            validation: (validation, validationMargins), history: history)
    }

    private func configured(_ booster: consuming Booster, for training: TrainingSet) throws(BoosterError) -> Booster {
        var settings: [(String, String)] = [
            ("booster", "gbtree"), ("tree_method", "hist"), ("verbosity", "0"), ("nthread", String(threads)),
            ("objective", parameters.objective.rawValue), ("max_depth", String(parameters.maxDepth)),
            ("eta", parameters.learningRate.description), ("min_child_weight", parameters.minChildWeight.description),
            ("subsample", parameters.subsample.description), ("colsample_bytree", parameters.columnSample.description),
            ("lambda", parameters.lambda.description), ("gamma", parameters.gamma.description),
            ("max_bin", String(parameters.maxBin)), ("seed", String(parameters.seed & UInt64(Int64.max))),
            ("scale_pos_weight", parameters.scalePositiveWeight.description),
            ("base_score", baseScore(for: training).description),
        ]
        if parameters.isIncreasing {
            let signs = training.featureNames.map { _ in "1" }.joined(separator: ",")
            settings.append(("monotone_constraints", "(\(signs))"))
        }
        for (name, value) in settings { try booster.set(name, value) }
        return booster
    }

    private func baseScore(for training: TrainingSet) -> Float {
        if let baseScore = parameters.baseScore { return Float(baseScore) }
        guard parameters.objective == .squaredError else { return 0.5 }
        let weights = training.rowWeights?.map(Double.init)
        return Float(WeightedMean.of(training.labels.map(Double.init), weights: weights))
    }

    private func finish(
        _ booster: borrowing Booster, rounds: Int, training: TrainingSet, trainingMargins: [Float],
        validation: (set: TrainingSet, margins: [Float])?, history: [Double]
    ) throws(BoosterError) -> TrainedModel {
        try booster.setFeatureNames(training.featureNames)
        let measure = parameters.objective.measure
        let judged = validation ?? (training, trainingMargins)
        let metrics = TrainingMetrics(
            measure: measure,
            training: measure.value(margins: trainingMargins, set: training),
            validation: validation.map { measure.value(margins: $0.margins, set: $0.set) },
            validationHistory: history,
            areaUnderCurve: parameters.objective == .binaryLogistic
                ? RankingAreaUnderCurve.of(
                    scores: judged.margins.map(Double.init), outcomes: judged.set.labels.map { $0 > 0.5 },
                    weights: judged.set.rowWeights?.map(Double.init))
                : nil)
        return TrainedModel(
            json: try booster.json(), featureNames: training.featureNames, rounds: rounds, metrics: metrics)
    }

    /// Checks that the labels and groups suit the objective.
    private func check(_ set: TrainingSet, field: String) throws(BoosterError) {
        let range: ClosedRange<Float>
        switch parameters.objective {
        case .binaryLogistic: range = 0...1
        case .squaredError: return
        // NDCG's gain is 2^label - 1, so labels are small grades.
        case .pairwiseRanking, .gainRanking: range = 0...31
        }
        if let index = set.labels.firstIndex(where: { !range.contains($0) }) {
            throw .invalidTrainingSet(
                field: "\(field).labels", index: index,
                expected: "\(range.lowerBound)...\(range.upperBound) for \(parameters.objective.rawValue)")
        }
        guard !parameters.objective.needsGroups || set.groups != nil else {
            throw .invalidTrainingSet(
                field: "\(field).groups", index: nil, expected: "group sizes for \(parameters.objective.rawValue)")
        }
    }
}

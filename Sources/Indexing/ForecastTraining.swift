internal import Columns
internal import Domain
internal import Features
internal import Forecasting
internal import Snapshots

/// Trains the forecast on past cutoffs and flattens it for serving.
enum ForecastTraining {
    /// A forest and what it was trained on.
    struct Outcome {
        let forest: Forest
        let rows: Int
        let positives: Int
    }

    /// Trains a forest for each of `ends` on everything before it; a cutoff that several need is looked at once.
    ///
    /// Without a single labelled row, or with labels of one kind only, there is nothing to learn: the forest then is
    /// one leaf that says the same of everything, and the blend will find it of no use.
    ///
    /// - Parameter progress: told how many trees are grown, of all forests together.
    /// - Throws: What training throws.
    static func train(
        before ends: [Instant], rows: TrainingRows, progress: @escaping @Sendable (Int) -> Void
    ) throws -> [Outcome] {
        var cuts: [Instant: TrainingRows.Cut] = [:]
        for cutoff in ends.flatMap(rows.cutoffs) where cuts[cutoff] == nil {
            cuts[cutoff] = try rows.cut(at: cutoff)
        }
        let configuration = rows.configuration
        return try ends.enumerated().map { position, end in
            let used = rows.cutoffs(before: end).compactMap { cuts[$0] }
            let labels = used.flatMap(\.labels)
            let positives = labels.count { $0 > 0 }
            guard positives > 0, positives < labels.count else {
                return Outcome(forest: try constant(configuration), rows: labels.count, positives: positives)
            }
            let set = try TrainingSet(
                features: used.flatMap(\.features), featureNames: FeatureTable.definitions.map(\.name), labels: labels)
            let before = position * configuration.booster.rounds
            let model = try BoosterTrainer(parameters: configuration.booster, threads: rows.threads)
                .train(set, progress: { progress(before + $0) })
            return Outcome(forest: try Forest(xgboostJSON: model.json), rows: labels.count, positives: positives)
        }
    }

    /// The forest that says the same of everything.
    static func constant(_ configuration: IndexConfiguration) throws -> Forest {
        let leaf = ForestColumns(
            nodes: FlatColumn([ForestNode.leaf(index: 0, value: 0)]), covers: FlatColumn([Float(1)]),
            treeStarts: FlatColumn([UInt32(0), 1]))
        return try Forest(
            columns: leaf, featureNames: FeatureTable.definitions.map(\.name), baseMargin: 0,
            objective: configuration.booster.objective)
    }
}

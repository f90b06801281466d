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

    /// Trains on everything before `end`.
    ///
    /// Without a single labelled row, or with labels of one kind only, there is nothing to learn: the forest then is
    /// one leaf that says the same of everything, and the blend will find it of no use.
    static func train(
        before end: Instant, input: BuildInput, configuration: IndexConfiguration, threads: Int,
        progress: @escaping @Sendable (Int, Int) -> Void
    ) throws -> Outcome {
        var rows = TrainingRows(configuration: configuration)
        _ = rows.add(before: end, input: input, progress: { _, _ in })
        let names = FeatureTable.definitions.map(\.name)
        let positives = rows.labels.count { $0 > 0 }
        guard positives > 0, positives < rows.labels.count else {
            return Outcome(
                forest: try constant(names: names, configuration), rows: rows.labels.count, positives: positives)
        }
        let set = try TrainingSet(features: rows.features, featureNames: names, labels: rows.labels)
        let rounds = configuration.booster.rounds
        let model = try BoosterTrainer(parameters: configuration.booster, threads: threads)
            .train(set, progress: { progress($0, rounds) })
        return Outcome(forest: try Forest(xgboostJSON: model.json), rows: rows.labels.count, positives: positives)
    }

    private static func constant(names: [String], _ configuration: IndexConfiguration) throws -> Forest {
        let leaf = ForestColumns(
            nodes: FlatColumn([ForestNode.leaf(index: 0, value: 0)]), covers: FlatColumn([Float(1)]),
            treeStarts: FlatColumn([UInt32(0), 1]))
        return try Forest(
            columns: leaf, featureNames: names, baseMargin: 0, objective: configuration.booster.objective)
    }
}

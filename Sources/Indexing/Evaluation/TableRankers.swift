internal import Domain
internal import Graph
package import Recommender
package import SemanticSearch

/// Every strategy for one interaction file: chosen on inner divisions, built again from the whole train side.
///
/// - Thread safety: an immutable value; any number of threads may ask.
package struct TableRankers: Sendable {
    private let strategies: TableStrategies
    /// The strategies' names, in the order of `lists`.
    package let names: [String]
    /// The one that ships.
    package let shipped: String
    /// What was decided on validation, in sentences.
    package let validation: [String]

    /// Chooses and builds.
    ///
    /// - Parameters:
    ///   - texts: one unit vector an item, where items have texts.
    ///   - progress: told, in a few words, what is being done.
    /// - Throws: `EvaluationSplitError` or `EvaluationError` for a train side that cannot be divided again, and what the
    ///   methods throw.
    /// - Complexity: a few builds of each method; blocks the calling thread.
    package init(
        dataset: EvaluationDataset, split: EvaluationSplit, texts: VectorColumn?, seed: UInt64, threads: Int,
        progress: @Sendable (String) -> Void
    ) throws {
        let validation = try TableValidation(
            train: dataset.train, split: split, texts: texts, seed: seed, threads: threads, progress: progress)
        let histories = try TableHistories(dataset.train)
        var methods: [(kind: ItemMethodKind, graph: ItemGraph)] = []
        for recipe in validation.recipes {
            progress("train: \(recipe.kind.rawValue)")
            methods.append(
                (
                    recipe.kind,
                    try recipe.graph(
                        matrix: histories.matrix, sequences: histories.sequences, threads: threads)
                ))
        }
        let models = TableModels(
            dataset: dataset, histories: histories, methods: methods, chosen: validation.chosen, texts: texts)
        strategies = TableStrategies(models: models, forests: validation.forests, tuned: validation.tuned)
        names = TableStrategies.names(models, hasForests: validation.forests != nil)
        shipped = validation.shipped
        self.validation = validation.sentences
    }

    /// The list of every strategy for a user, best first, `depth` items long where there are as many.
    ///
    /// - Complexity: O(items) for each method, and the forests' work on a few hundred candidates.
    package func lists(user: Int32, depth: Int) -> [[Int32]] {
        strategies.lists(TableCase(strategies.models, user: user), user: user, depth: depth)
    }
}

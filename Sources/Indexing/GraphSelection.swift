internal import Domain
internal import Graph
internal import Recommender
internal import Snapshots

/// Chooses the method of the graph signal on the time split: the walk, or the item weights of some recipe.
///
/// Each method knows only events before the split, and is measured by what users engaged with for the first time after it.
/// Of equal ones the first in the order tried is taken, the walk before all: it needs no rows in the snapshot.
struct GraphSelection {
    /// What was chosen, as the manifest keeps it.
    let signal: GraphSignal
    /// The chosen item weights as of the split; nil where the walk is the best.
    let past: ItemGraph?

    /// Whom the split says something about.
    let users: ValidationUsers

    private static let cutoff = 10

    /// Tries all methods.
    ///
    /// - Throws: What a recipe throws.
    init(
        past graph: EngagementGraph, input: BuildInput, horizon: Horizon, configuration: IndexConfiguration,
        threads: Int,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws {
        let soft = graph.softWeights
        let users = ValidationUsers(past: graph, input: input, horizon: horizon, configuration: configuration)
        self.users = users
        func measured(_ name: String, _ top: @Sendable (Int32) -> [Int32]) -> StrategyQuality {
            let values = ParallelWork.map(users.users, threads: threads) { user -> (ndcg: Double, recall: Double) in
                let list = top(user)
                let relevant = users.relevant(user, in: graph)
                return (
                    RankingMetrics.ndcg(list, relevant: relevant, k: Self.cutoff) ?? 0,
                    RankingMetrics.recall(list, relevant: relevant, k: Self.cutoff) ?? 0
                )
            }
            let count = Double(max(1, values.count))
            return StrategyQuality(
                name: name, ndcgAt10: values.reduce(0) { $0 + $1.ndcg } / count,
                recallAt10: values.reduce(0) { $0 + $1.recall } / count, users: values.count)
        }
        let recipes = Self.recipes(graph, configuration: configuration)
        var evidence = [
            measured("walk") { user in
                graph.walk(from: user).top(Self.cutoff) { graph.hasEngaged(user: user, message: $0) }.map(\.message)
            }
        ]
        var best: (quality: Double, recipe: ItemRecipe, items: ItemGraph)?
        progress(1, recipes.count + 1)
        let matrix = graph.matrix(softenedBy: soft)
        let sequences = EngagementSequences(
            interactions: input.interactions, asOf: horizon.start, parameters: configuration.graph)
        for (index, recipe) in recipes.enumerated() where !users.users.isEmpty {
            let items = try recipe.graph(matrix: matrix, sequences: sequences, threads: threads)
            let quality = measured("\(recipe.kind.rawValue)_\(index + 1)") { user in
                items.score(history: graph.itemHistory(of: user, softenedBy: soft))
                    .top(Self.cutoff) { graph.hasEngaged(user: user, message: $0) }.map(\.message)
            }
            evidence.append(quality)
            if quality.ndcgAt10 > best?.quality ?? evidence[0].ndcgAt10 { best = (quality.ndcgAt10, recipe, items) }
            progress(index + 2, recipes.count + 1)
        }
        signal = GraphSignal(recipe: best?.recipe, softening: soft, evidence: evidence)
        past = best?.items
    }

    /// Builds the chosen item weights from everything up to `asOf`; nil where the walk was chosen.
    func present(
        _ graph: EngagementGraph, input: BuildInput, configuration: IndexConfiguration, threads: Int
    ) throws -> ItemGraph? {
        try signal.recipe.map { recipe in
            try recipe.graph(
                matrix: graph.matrix(softenedBy: signal.softening),
                sequences: EngagementSequences(
                    interactions: input.interactions, asOf: input.asOf, parameters: configuration.graph),
                threads: threads)
        }
    }

    private static func recipes(_ graph: EngagementGraph, configuration: IndexConfiguration) -> [ItemRecipe] {
        let active = (0..<Int32(graph.messageCount)).count { graph.userCount(ofMessage: $0) > 0 }
        return ItemRecipe.standard(activeMessages: active, hasOrder: true).filter {
            $0.kind != .ridge || active <= configuration.maximumRidgeMessages
        }
    }
}

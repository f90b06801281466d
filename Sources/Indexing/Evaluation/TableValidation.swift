internal import Dispatch
internal import Domain
internal import Foundation
internal import Graph
internal import Recommender
internal import SemanticSearch
internal import Synchronization

/// Chooses, on inner divisions of the train side alone, all that is chosen: the recipe of each graph method, the method
/// of the graph signal, the blend's weights, and what ships.
///
/// A tenth of each user's rows is held out, three times over where the catalogue is small, or the last but one item, or
/// the last span of time, as the outer division asks. Half of the users teach the forests, the other half choose. The best
/// single source ships unless a blend is clearly better: `ShippingChoice`.
///
/// - Thread safety: an immutable value.
struct TableValidation: Sendable {
    /// The chosen recipes, one a method, in the order of `ItemMethodKind.allCases`.
    let recipes: [ItemRecipe]
    /// Which of `recipes` is the graph signal.
    let chosen: Int
    let forests: TableForests?
    /// The weights of similarity, graph and forecast.
    let tuned: [Float]
    /// What ships.
    let shipped: String
    /// What was decided, in sentences.
    let sentences: [String]

    private static let usersPerFold = 2_000
    private static let cutoff = 10
    /// Up to how many active items three folds are built.
    private static let smallCatalogue = 5_000
    /// From how many active items on only one ridge is tried.
    private static let costlyRidge = 3_000

    init(
        train: InteractionTable, split: EvaluationSplit, texts: VectorColumn?, seed: UInt64, threads: Int,
        progress: @Sendable (String) -> Void
    ) throws {
        let whole = try TableHistories(train)
        let hasOrder = train.hasTimes || split == .leaveOneOut
        var standard = ItemRecipe.standard(activeMessages: whole.activeItems, hasOrder: hasOrder)
        if whole.activeItems > Self.costlyRidge {
            standard.removeAll { recipe in
                guard case .ridge(let parameters) = recipe.method else { return false }
                return parameters.relativeLambda != 8
            }
        }
        let inner: EvaluationSplit =
            switch split {
            case .random, .given: .random(0.1)
            case .leaveOneOut, .lastShare, .lastDays: split
            }
        var isRandom = false
        if case .random = inner { isRandom = true }
        let count = isRandom && whole.activeItems <= Self.smallCatalogue ? 3 : 1
        var sums = [Double](repeating: 0, count: standard.count)
        var parts: [(dataset: EvaluationDataset, histories: TableHistories, graphs: [ItemGraph], users: [Int32])] = []
        for fold in 0..<count {
            let dataset = try Self.divided(train, by: inner, seed: seed &+ UInt64(fold) &+ 1)
            let histories = try TableHistories(dataset.train)
            let users = Self.sample(dataset.cases, seed: seed)
            var graphs: [ItemGraph] = []
            for (index, recipe) in standard.enumerated() {
                progress("validation \(fold + 1) of \(count): \(recipe.kind.rawValue)")
                let graph = try recipe.graph(
                    matrix: histories.matrix, sequences: histories.sequences, threads: threads)
                graphs.append(graph)
                sums[index] += Self.quality(graph, dataset, histories, users, threads: threads) / Double(count)
            }
            parts.append((dataset, histories, graphs, users))
        }
        let picks = ItemMethodKind.allCases.compactMap { kind in
            standard.indices.filter { standard[$0].kind == kind }.max { (sums[$0], $1) < (sums[$1], $0) }
        }
        recipes = picks.map { standard[$0] }
        chosen = picks.indices.max { (sums[picks[$0]], $1) < (sums[picks[$1]], $0) } ?? 0
        let position = chosen
        let folds = parts.map { part in
            TableFold(
                models: TableModels(
                    dataset: part.dataset, histories: part.histories,
                    methods: picks.map { (standard[$0].kind, part.graphs[$0]) }, chosen: position, texts: texts),
                users: part.users)
        }
        progress("validation: blends")
        let cases = folds.enumerated().flatMap { fold, part in
            ParallelWork.map(part.users, threads: threads) { user in
                TableFold.Case(fold: fold, user: user, values: TableCase(part.models, user: user))
            }
        }
        forests = try TableForests(
            cases.filter { TableFold.isForTraining($0.user, seed: seed) }, folds: folds, seed: seed, threads: threads)
        let judging = cases.filter { !TableFold.isForTraining($0.user, seed: seed) }
        (tuned, shipped, sentences) = Self.decided(
            judging, folds: folds, forests: forests,
            methods: picks.map { "\(standard[$0].kind.rawValue) \(Self.decimal(sums[$0]))" }, threads: threads)
    }

    /// Divides the train side again; where so little is known that nothing would be held out, more of it is.
    private static func divided(
        _ train: InteractionTable, by split: EvaluationSplit, seed: UInt64
    ) throws -> EvaluationDataset {
        func dataset(_ split: EvaluationSplit) throws -> EvaluationDataset {
            let (fit, held) = try split.apply(to: train, seed: seed)
            return try EvaluationDataset(train: fit, test: held, countsSeenAsRelevant: false)
        }
        do {
            return try dataset(split)
        } catch {
            // What is thrown is about the split that was asked for.
            guard let other = (try? dataset(.random(0.3))) ?? (try? dataset(.leaveOneOut)) else { throw error }
            return other
        }
    }

    private static func sample(_ users: [Int32], seed: UInt64) -> [Int32] {
        guard users.count > usersPerFold else { return users }
        var random = SeededRandom(seed: seed, stream: 0x5EED)
        return users.shuffled(using: &random).prefix(usersPerFold).sorted()
    }

    private static func quality(
        _ graph: ItemGraph, _ dataset: EvaluationDataset, _ histories: TableHistories, _ users: [Int32], threads: Int
    ) -> Double {
        let values = ParallelWork.map(users, threads: threads) { user in
            let seen = dataset.seen[user]
            let top = graph.score(history: histories.histories[Int(user)]).top(cutoff) { seen.containsSorted($0) }
            return RankingMetrics.ndcg(top.map(\.message), relevant: Set(dataset.relevant[user]), k: cutoff) ?? 0
        }
        return values.reduce(0, +) / Double(max(1, values.count))
    }

    /// Tunes the blend, compares all strategies and says what ships.
    private static func decided(
        _ cases: [TableFold.Case], folds: [TableFold], forests: TableForests?, methods: [String], threads: Int
    ) -> (tuned: [Float], shipped: String, sentences: [String]) {
        let made = "graph methods by validation nDCG@\(cutoff): \(methods.joined(separator: ", "))"
        guard let models = folds.first?.models, !cases.isEmpty else {
            return ([0, 1, 0], "graph", [made, "no user to choose between strategies by: the graph ships"])
        }
        let (tuned, unseen) =
            forests.map { tunedWeights(cases, folds: folds, forests: $0, threads: threads) } ?? ([0, 1, 0], [])
        let names = TableStrategies.names(models, hasForests: forests != nil)
        let table = ParallelWork.map(cases, threads: threads) { example -> [Double] in
            let models = folds[example.fold].models
            let relevant = Set(models.dataset.relevant[example.user])
            return TableStrategies(models: models, forests: forests, tuned: tuned)
                .lists(example.values, user: example.user, depth: cutoff)
                .map { RankingMetrics.ndcg($0, relevant: relevant, k: cutoff) ?? 0 }
        }
        let entries = names.indices.filter { TableStrategies.canShip(names[$0]) }.map { name in
            ShippingChoice.Entry(
                name: names[name], isBlend: !TableStrategies.singles.contains(names[name]),
                values: names[name] == "tuned" ? unseen : table.map { $0[name] })
        }
        guard let choice = ShippingChoice(entries) else { return (tuned, "graph", [made]) }
        var sentences = [
            made,
            "validation nDCG@\(cutoff) of \(cases.count) users: "
                + entries.map { "\($0.name) \(decimal($0.mean))" }.joined(separator: ", "),
        ]
        if forests != nil {
            sentences.append("tuned weights: similarity \(tuned[0]), graph \(tuned[1]), forecast \(tuned[2])")
        }
        return (tuned, choice.shipped, sentences + [choice.sentence])
    }

    /// The best point of a grid over the weights of similarity, graph and forecast, of equal ones the first; and the nDCG of
    /// each case with the weights that are best for the users of the other half.
    private static func tunedWeights(
        _ cases: [TableFold.Case], folds: [TableFold], forests: TableForests, threads: Int
    ) -> (weights: [Float], unseen: [Double]) {
        let steps = 10
        let hasTexts = folds.first?.models.texts != nil
        var grid: [[Float]] = []
        for similarity in 0...(hasTexts ? steps : 0) {
            for graph in stride(from: steps - similarity, through: 0, by: -1) {
                grid.append([similarity, graph, steps - similarity - graph].map { Float($0) / Float(steps) })
            }
        }
        let tried = grid
        let table = ParallelWork.map(cases, threads: threads) { example -> [Double] in
            let models = folds[example.fold].models
            let sources = TableStrategies.sources(example.values, user: example.user, models: models, forests: forests)
            let relevant = Set(models.dataset.relevant[example.user])
            return tried.map { weights in
                let list = example.values.top(TableStrategies.blend(sources, weights: weights), depth: cutoff)
                return RankingMetrics.ndcg(list, relevant: relevant, k: cutoff) ?? 0
            }
        }
        func best(_ isIncluded: (Int32) -> Bool) -> Int {
            let rows = cases.indices.filter { isIncluded(cases[$0].user) }
            let sums = tried.indices.map { point in rows.reduce(0) { $0 + table[$1][point] } }
            return sums.indices.max { (sums[$0], $1) < (sums[$1], $0) } ?? 0
        }
        // A user may stand in several folds, so users are halved, not cases.
        let others = [best { $0 % 2 == 1 }, best { $0 % 2 == 0 }]
        return (tried[best { _ in true }], cases.indices.map { table[$0][others[Int(cases[$0].user % 2)]] })
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.4f", value) }
}

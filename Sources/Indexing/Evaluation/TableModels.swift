internal import Domain
internal import Graph
internal import Recommender
internal import SemanticSearch

/// What was learned from one train side: item weights by the chosen recipe of each method, texts, popularity.
///
/// - Thread safety: an immutable value; any number of threads may ask.
struct TableModels: Sendable {
    let dataset: EvaluationDataset
    let histories: TableHistories
    /// The item weights of every method tried, in the order of `ItemMethodKind.allCases`.
    let methods: [(kind: ItemMethodKind, graph: ItemGraph)]
    /// Which of `methods` is the graph signal.
    let chosen: Int
    /// One unit vector an item, where the items have texts.
    let texts: VectorColumn?
    /// By item, the logarithm of 1 + the users who have it, and of 1 + those of the last tenth of all rows.
    let popularity: [(all: Float, recent: Float)]
    /// The items that anybody has, the most popular first, equal ones in order.
    let popularItems: [Int32]
    /// By item, the mean strength of its rows over the mean of all.
    let meanWeights: [Float]
    /// What the raw scores of a method, then of the texts, are divided by: the mean over users of their deviation.
    private(set) var scales: [Double]

    /// How many users the scales are measured on.
    private static let scaleUsers = 300

    /// The most popular items that the user does not have and that are not in `list`, behind `list`, up to `depth`.
    ///
    /// What no source says anything of follows by popularity, as it does for somebody who is not known at all.
    func filled(_ list: [Int32], user: Int32, depth: Int) -> [Int32] {
        guard list.count < depth else { return Array(list.prefix(depth)) }
        let seen = dataset.seen[user]
        let known = Set(list)
        return list
            + popularItems.lazy.filter { !seen.containsSorted($0) && !known.contains($0) }.prefix(depth - list.count)
    }

    init(
        dataset: EvaluationDataset, histories: TableHistories, methods: [(kind: ItemMethodKind, graph: ItemGraph)],
        chosen: Int, texts: VectorColumn?
    ) {
        self.dataset = dataset
        self.histories = histories
        self.methods = methods
        self.chosen = chosen
        self.texts = texts
        let rows = dataset.train.rows
        var recent = [Int](repeating: 0, count: dataset.itemCount)
        let latest = rows.indices.sorted { (rows[$0].time, $0) < (rows[$1].time, $1) }.suffix(rows.count / 10)
        for place in latest { recent[Int(rows[place].item)] += 1 }
        popularity = dataset.touches.indices.map {
            (Float.log1p(Float(dataset.touches[$0])), Float.log1p(Float(recent[$0])))
        }
        popularItems = (0..<Int32(dataset.itemCount)).filter { dataset.touches[Int($0)] > 0 }
            .sorted { (dataset.touches[Int($0)], $1) > (dataset.touches[Int($1)], $0) }
        var sums = [Double](repeating: 0, count: dataset.itemCount)
        for row in rows { sums[Int(row.item)] += row.weight }
        let mean = rows.isEmpty ? 1 : rows.reduce(0) { $0 + $1.weight } / Double(rows.count)
        meanWeights = sums.indices.map {
            dataset.touches[$0] == 0 || mean == 0 ? .nan : Float(sums[$0] / Double(dataset.touches[$0]) / mean)
        }
        scales = []
        scales = measuredScales()
    }

    /// The scores of every item by one method.
    func scores(method: Int, user: Int32) -> [Float] {
        let scores = methods[method].graph.score(history: histories.histories[Int(user)])
        return (0..<Int32(dataset.itemCount)).map { Float(scores.score(of: $0)) }
    }

    /// The cosine of every item's text with the user's profile; nil without texts or without a history.
    func similarities(user: Int32) -> [Float]? {
        guard let texts, let profile = profile(of: user, texts) else { return nil }
        return (0..<dataset.itemCount).map { texts.similarity($0, to: profile, metric: .innerProduct) }
    }

    /// The sum of the history's text vectors, the latest counting most, scaled to length 1.
    private func profile(of user: Int32, _ texts: VectorColumn) -> [Float]? {
        let history = histories.histories[Int(user)].suffix(50)
        guard !history.isEmpty else { return nil }
        var sum = [Double](repeating: 0, count: texts.dimension)
        var decay = 1.0
        for entry in history.reversed() {
            for (index, value) in texts.row(Int(entry.message)).enumerated() {
                sum[index] += decay * entry.weight * Double(value)
            }
            decay *= 0.95
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 1e-12 ? sum.map { Float($0 / length) } : nil
    }

    private func measuredScales() -> [Double] {
        let known = histories.histories.indices.filter { !histories.histories[$0].isEmpty }
        let step = max(1, known.count / Self.scaleUsers)
        let sample = stride(from: 0, to: known.count, by: step).map { Int32(known[$0]) }
        func scale(_ scores: (Int32) -> [Float]?) -> Double {
            let deviations = sample.compactMap { scores($0).map(\.deviation) }
            let mean = deviations.reduce(0, +) / Double(max(1, deviations.count))
            return mean > 0 ? mean : 1
        }
        return methods.indices.map { method in scale { scores(method: method, user: $0) } }
            + [texts == nil ? 1 : scale(similarities)]
    }
}

internal import Recommender

/// What every source says of one user's candidates: the items that some source has near the top.
///
/// A list of ten is decided among a few hundred items, so blends and forests look at those and no others.
struct TableCase: Sendable {
    /// Rising.
    let candidates: [Int32]
    /// By source, a number for each candidate: raw scores divided by the source's scale; 0 where the source is silent.
    let methods: [[Float]]
    let similarity: [Float]?
    /// By method, the place of each candidate in the method's own order, from 0.
    let places: [[Int32]]
    let similarityPlaces: [Int32]?
    /// By method, the items that the method speaks for, best first.
    let methodLists: [[Int32]]
    let similarityList: [Int32]

    /// How deep each source proposes.
    static let depth = 150

    init(_ models: TableModels, user: Int32) {
        let seen = models.dataset.seen[user]
        var found: Set<Int32> = []
        var dense: [[Float]] = []
        var lists: [[Int32]] = []
        for method in models.methods.indices {
            let scores = models.scores(method: method, user: user)
            let depth = method == models.chosen ? Self.depth : Self.depth / 3
            let list = TopList.ordinals(of: scores, excluding: seen, depth: depth).filter { scores[Int($0)] > 0 }
            found.formUnion(list)
            lists.append(list)
            dense.append(scores)
        }
        let texts = models.similarities(user: user)
        similarityList = texts.map { TopList.ordinals(of: $0, excluding: seen, depth: Self.depth) } ?? []
        found.formUnion(similarityList)
        found.formUnion(models.popularItems.lazy.filter { !seen.containsSorted($0) }.prefix(Self.depth / 3))
        let candidates = found.sorted()
        self.candidates = candidates
        methodLists = lists
        methods = dense.enumerated().map { method, scores in
            let factor = Float(1 / models.scales[method])
            return candidates.map { scores[Int($0)] * factor }
        }
        let factor = Float(1 / (models.scales.last ?? 1))
        similarity = texts.map { texts in candidates.map { texts[Int($0)] * factor } }
        places = methods.map { CandidatePlaces.of($0) }
        similarityPlaces = similarity.map { CandidatePlaces.of($0) }
    }

    /// The `depth` candidates of the greatest scores, equal ones by item.
    func top(_ scores: [Float], depth: Int) -> [Int32] {
        TopList.ordinals(of: scores, excluding: [], depth: depth).map { candidates[Int($0)] }
    }
}

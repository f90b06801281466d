internal import Graph
internal import Recommender

/// The lists that every strategy shows one user.
///
/// The linear blends add the sources' scores, each divided by a constant of its own, so that a history's share in a score
/// stays exact.
struct TableStrategies: Sendable {
    let models: TableModels
    let forests: TableForests?
    /// The weights of similarity, graph and forecast in the tuned blend.
    let tuned: [Float]

    /// The strategies in the order of `lists`, the simpler first; without texts there is no similarity, and without
    /// anything to learn from no forest and no blend.
    static func names(_ models: TableModels, hasForests: Bool) -> [String] {
        ["popularity"] + (models.texts == nil ? [] : ["similarity"]) + ["graph"]
            + (hasForests ? ["forecast", "equal", "rrf", "tuned", "learned"] : [])
            + models.methods.map { "graph_\($0.kind.rawValue)" }
    }

    /// The strategies of one source, of which the best is what a blend must beat.
    static let singles: Set<String> = ["popularity", "similarity", "graph", "forecast"]
    /// The strategies that could ship; a graph method other than the chosen one is only shown.
    static func canShip(_ name: String) -> Bool { !name.hasPrefix("graph_") }

    /// The lists of a user whose case is at hand.
    func lists(_ values: TableCase, user: Int32, depth: Int) -> [[Int32]] {
        var lists = [models.filled([], user: user, depth: depth)]
        if models.texts != nil { lists.append(models.filled(values.similarityList, user: user, depth: depth)) }
        lists.append(models.filled(values.methodLists[models.chosen], user: user, depth: depth))
        if let forests {
            let sources = Self.sources(values, user: user, models: models, forests: forests)
            let learned = TableForests.margins(forests.learned, values, user, models, isLearned: true)
            let fused: [Float] = CandidatePlaces.fused(
                sources.map { $0.map { CandidatePlaces.of($0) } }, count: values.candidates.count)
            let blends = [
                sources[2] ?? [], Self.blend(sources, weights: [1, 1, 1]), fused, Self.blend(sources, weights: tuned),
                learned,
            ]
            lists += blends.map { models.filled(values.top($0, depth: depth), user: user, depth: depth) }
        }
        return lists + values.methodLists.map { models.filled($0, user: user, depth: depth) }
    }

    /// What similarity, graph and forecast say of each candidate, on comparable scales; nil for a silent source.
    static func sources(
        _ values: TableCase, user: Int32, models: TableModels, forests: TableForests
    ) -> [[Float]?] {
        let factor = Float(1 / forests.forecastScale)
        let margins = TableForests.margins(forests.forecast, values, user, models, isLearned: false)
        return [values.similarity, values.methods[models.chosen], margins.map { $0 * factor }]
    }

    /// The weighted sum of the sources.
    static func blend(_ sources: [[Float]?], weights: [Float]) -> [Float] {
        let count = sources.compactMap(\.self).first?.count ?? 0
        var sums = [Float](repeating: 0, count: count)
        for (source, weight) in zip(sources, weights) where weight != 0 {
            guard let source else { continue }
            for index in sums.indices { sums[index] += weight * source[index] }
        }
        return sums
    }
}

package import Graph

/// Which method of the graph makes its signal, with the evidence that chose it.
package struct GraphSignal: Codable, Sendable, Equatable {
    /// The recipe of the item weights; nil where the walk at request time was the best.
    package let recipe: ItemRecipe?
    /// How edge weights were softened for it, and how histories are.
    package let softening: SoftWeights
    /// nDCG@10 of each recipe tried on the validation window, and of the walk.
    package let evidence: [StrategyQuality]

    package init(recipe: ItemRecipe?, softening: SoftWeights, evidence: [StrategyQuality]) {
        self.recipe = recipe
        self.softening = softening
        self.evidence = evidence
    }

    /// The walk, with nothing tried.
    package static let walk = GraphSignal(recipe: nil, softening: SoftWeights(median: 0), evidence: [])

    /// `walk` or the method's name.
    package var method: String { recipe?.kind.rawValue ?? "walk" }
}

internal import Domain
internal import Forecasting
internal import Graph
internal import Snapshots

/// Sources that have a say in the snapshot's blend and could not take part in an answer.
extension RecommendationEngine {
    /// The reasons by source, in words, and what waits to take part; no source is asked for a list of popular items.
    func degraded(_ query: Query) -> [String: String] {
        var degraded = degraded
        guard query.isPersonal else { return degraded }
        for source in SignalSource.allCases where blend(for: query).counts(source) {
            degraded[source.rawValue] = absence(of: source, query)
        }
        return degraded
    }

    private func absence(of source: SignalSource, _ query: Query) -> String? {
        switch source {
        case .similarity:
            return query.vectors.isEmpty ? "the texts of the history have no common direction" : nil
        case .graph:
            guard let graph = query.graph else { return "no history to start from" }
            return graph.reachedCount == 0 ? "nothing leads on from the history" : nil
        case .forecast:
            return snapshot.contents.forest.isConstant ? "no forecast was learned: it says the same of every item" : nil
        }
    }
}

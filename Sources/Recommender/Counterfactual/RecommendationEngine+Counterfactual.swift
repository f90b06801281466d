package import Domain
internal import Snapshots

extension RecommendationEngine {
    /// Finds the smallest set of the asker's messages without whose events another item would be at the top.
    ///
    /// - Throws: `RecommendationError` for a request that cannot be answered as asked, or that asks for campaigns.
    /// - Complexity: at most `limits.rankings` times the stages of a request.
    package func counterfactual(
        _ request: RecommendationRequest, queryVector: [Float]?, now: Instant,
        limits: CounterfactualLimits = CounterfactualLimits()
    ) throws -> Counterfactual {
        guard request.target == .message else {
            throw RecommendationError.invalid(
                parameter: "target", expected: "message: campaigns have no counterfactual")
        }
        try validate(request, queryVector: queryVector)
        var search = CounterfactualSearch(
            limits: limits,
            history: retriever.historyMessages(for: request)
        ) { removed in
            let run = try self.run(self.prepare(request, queryVector: queryVector, now: now, without: removed))
            return CounterfactualSearch.Ranking(
                top: run.picked.first?.message, scores: run.picked.prefix(2).map(\.score))
        }
        let result = try search.result()
        func item(_ message: Int32) -> Counterfactual.Item {
            Counterfactual.Item(id: corpus.id(of: message), text: corpus.text(of: message))
        }
        return Counterfactual(
            top: result.top.map(item), removed: result.removed.map(item), replacement: result.replacement.map(item),
            outcome: result.outcome, historyCount: search.history.count, rankings: search.rankings)
    }
}

package import Domain
internal import Snapshots

extension RecommendationEngine {
    /// How many rankings are tried where only the forecast has weight.
    private static let rankingsOfForecastAlone = 50

    /// Finds the smallest set of the asker's messages without whose events another item would be at the top.
    ///
    /// - Throws: `RecommendationError` for a request that cannot be answered as asked.
    /// - Complexity: at most `limits.rankings` times the stages of a request.
    package func counterfactual(
        _ request: RecommendationRequest, queryVector: [Float]?, now: Instant,
        limits: CounterfactualLimits = CounterfactualLimits()
    ) throws -> Counterfactual {
        try validate(request, queryVector: queryVector)
        let blend = blend(for: try prepare(request, queryVector: queryVector, now: now).query)
        // Where nothing that counts reads the history, only what is proposed can change: a few rankings show that.
        let isForecastAlone = !blend.counts(.similarity) && !blend.counts(.graph)
        var limits = limits
        if isForecastAlone { limits.rankings = min(limits.rankings, Self.rankingsOfForecastAlone) }
        var search = CounterfactualSearch(
            limits: limits,
            history: retriever.historyMessages(for: request)
        ) { removed in
            let prepared = try self.prepare(request, queryVector: queryVector, now: now, without: removed)
            switch request.target {
            case .message:
                let run = try self.run(prepared)
                return CounterfactualSearch.Ranking(
                    top: run.picked.first?.message, scores: run.picked.prefix(2).map(\.score))
            case .campaign:
                let run = try self.runCampaigns(prepared)
                return CounterfactualSearch.Ranking(
                    top: run.kept.first?.ordinal, scores: run.kept.prefix(2).map(\.score))
            }
        }
        let result = try search.result()
        func message(_ message: Int32) -> Counterfactual.Item {
            Counterfactual.Item(
                target: .message, id: corpus.id(of: message).rawValue, text: corpus.text(of: message))
        }
        func item(_ ordinal: Int32) -> Counterfactual.Item {
            guard request.target == .campaign else { return message(ordinal) }
            let campaign = catalogue.campaigns[Int(ordinal)]
            return Counterfactual.Item(target: .campaign, id: campaign.id.rawValue, text: campaign.name)
        }
        return Counterfactual(
            top: result.top.map(item), removed: result.removed.map(message), replacement: result.replacement.map(item),
            outcome: isForecastAlone && result.outcome == .limitReached ? .forecastAlone : result.outcome,
            historyCount: search.history.count, rankings: search.rankings)
    }
}

package import Domain
internal import Graph
internal import Snapshots

extension RecommendationEngine {
    /// Says why a campaign is not in the answer to a request for campaigns, or where it is in it.
    ///
    /// Runs the stages of `recommend` once and reads the verdict from what they dropped. A campaign that may not be shown
    /// has the terms that it would have.
    ///
    /// - Throws: `RecommendationError` for a request that cannot be answered as asked, or that asks for messages.
    /// - Complexity: that of the request itself.
    package func whyNot(
        _ request: RecommendationRequest, campaign id: CampaignID, queryVector: [Float]?, now: Instant
    ) throws -> WhyNot {
        guard request.target == .campaign else {
            throw RecommendationError.invalid(parameter: "target", expected: "campaign, where a campaign is missed")
        }
        try validate(request, queryVector: queryVector)
        let run = try runCampaigns(prepare(request, queryVector: queryVector, now: now))
        guard let ordinal = catalogue.campaignOrdinal(id) else {
            return WhyNot(
                target: .campaign, id: id.rawValue, text: nil, strategy: run.prepared.strategy, verdict: .unknown,
                sources: [], contributions: [], rank: nil, candidateCount: run.kept.count, gap: nil)
        }
        let ranked = run.ranked.first { $0.ordinal == ordinal }
        let own = try ranked ?? scoredCampaign(ordinal, for: run.prepared)
        return WhyNot(
            target: .campaign, id: id.rawValue, text: catalogue.campaigns[Int(ordinal)].name,
            strategy: run.prepared.strategy, verdict: verdict(of: ordinal, own, in: run), sources: [],
            contributions: own?.contributions ?? [],
            rank: own.map { own in
                1 + run.kept.count { $0.ordinal != ordinal && ScoredCampaign.precedes($0, own) }
            },
            candidateCount: run.kept.count,
            gap: own.flatMap { own in
                run.picked.last.map { last in
                    ScoreGap(
                        lastID: catalogue.campaigns[Int(last.ordinal)].id.rawValue, last: last.contributions,
                        own: own.contributions)
                }
            })
    }

    private func verdict(of campaign: Int32, _ own: ScoredCampaign?, in run: CampaignRun) -> WhyNot.Verdict {
        if let index = run.picked.firstIndex(where: { $0.ordinal == campaign }) { return .shown(rank: index + 1) }
        let rules = run.prepared.rules
        if let rule = rules.eligibility.rule(against: campaign) { return .filtered(rule) }
        guard let own else {
            let isEmpty = !corpus.messages(ofCampaign: campaign).contains(where: rules.mask.allows)
            return isEmpty ? .filtered(.nothingToShow) : .notRetrieved
        }
        let least = run.prepared.request.minimumScore
        return own.score < least ? .belowMinimumScore(least) : .outranked
    }
}

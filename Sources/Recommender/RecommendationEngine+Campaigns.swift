internal import Columns
internal import Domain
internal import Graph
internal import Snapshots

extension RecommendationEngine {
    /// How many of its best messages a campaign is scored by.
    static let membersPerCampaign = 5

    /// Ranks the running campaigns by their best messages for the user.
    ///
    /// A campaign's term is the mean of that term over its five best messages (fewer where it has fewer), so its terms
    /// sum to the mean of their scores, and those messages are its evidence.
    func recommendCampaigns(
        _ request: RecommendationRequest, query: Query, eligibility: Eligibility
    ) throws -> Recommendation {
        if let id = request.campaignID, catalogue.campaignOrdinal(id) == nil {
            throw RecommendationError.unknownCampaign(parameter: "campaign_id", id: id.rawValue)
        }
        let campaigns = (0..<Int32(catalogue.campaigns.count)).filter {
            eligibility.allows(campaign: $0)
                && (request.campaignID == nil || catalogue.campaigns[Int($0)].id == request.campaignID)
        }
        var mask = MessageMask(catalogue: catalogue)
        eligibility.block(in: &mask)
        let fixedMask = mask
        let scored = try campaigns.compactMap { try scoredCampaign($0, query: query, mask: fixedMask) }
            .filter { $0.score >= request.minimumScore }
            .sorted { $0.score != $1.score ? $0.score > $1.score : $0.ordinal < $1.ordinal }
        let items = scored.prefix(request.limit).enumerated().map { index, campaign in
            let record = catalogue.campaigns[Int(campaign.ordinal)]
            return RankedItem(
                rank: index + 1, id: record.id.rawValue, target: .campaign, campaignID: record.id, text: record.name,
                contributions: campaign.contributions,
                reasons: reasons.campaign(
                    record, members: campaign.members.map { catalogue.text(ofMessage: $0) },
                    isPersonal: query.isPersonal),
                rankWithout: ranksWithout(campaign, among: scored),
                policy: ["eligible: the campaign runs now and fits this visitor"])
        }
        return Recommendation(
            strategy: query.isPersonal ? .personalized : .coldStart, items: items, degraded: [:],
            candidateCount: scored.count)
    }

    private struct ScoredCampaign {
        let ordinal: Int32
        let contributions: [Contribution]
        let members: [Int32]
        var score: Double { Contribution.sum(contributions) }
    }

    private func scoredCampaign(
        _ ordinal: Int32, query: Query, mask: MessageMask
    ) throws -> ScoredCampaign? {
        let scope = snapshot.contents.graph.messages(ofCampaign: ordinal)
        let members: [(message: Int32, terms: [Contribution])]
        if query.isPersonal {
            let candidates = try retriever.candidates(
                for: query, scope: scope, mask: mask, proposals: Self.membersPerCampaign * 10)
            let ranked = blend.ranked(retriever.scores(of: candidates, for: query))
            members = distinctTexts(ranked).prefix(Self.membersPerCampaign)
                .map { ($0.message, blend.contributions(of: $0.scores)) }
        } else {
            let graph = snapshot.contents.graph
            var texts: Set<Int32> = []
            members = scope.filter { mask.allows($0) && graph.popularity(ofMessage: $0) > 0 }
                .map { (message: $0, popularity: graph.popularity(ofMessage: $0)) }
                .sorted { ($0.popularity, $1.message) > ($1.popularity, $0.message) }
                .filter { texts.insert(catalogue.messageTexts[Int($0.message)]).inserted }
                .prefix(Self.membersPerCampaign)
                .map { ($0.message, [popularityTerm(of: $0.message)]) }
        }
        guard let first = members.first else { return nil }
        let contributions = first.terms.indices.map { index in
            let terms = members.map { $0.terms[index] }
            let count = Double(members.count)
            return Contribution(
                term: terms[0].term, raw: terms.reduce(0) { $0 + $1.raw } / count,
                calibrated: terms.reduce(0) { $0 + $1.calibrated } / count, weight: terms[0].weight,
                evidence: members.enumerated().map { position, member in
                    .member(
                        messageID: catalogue.messageID(member.message), text: catalogue.text(ofMessage: member.message),
                        score: terms[position].value)
                })
        }
        return ScoredCampaign(ordinal: ordinal, contributions: contributions, members: members.map(\.message))
    }

    private func ranksWithout(_ campaign: ScoredCampaign, among all: [ScoredCampaign]) -> [String: Int] {
        guard campaign.contributions.count > 1 else { return [:] }
        var ranks: [String: Int] = [:]
        for (index, term) in campaign.contributions.enumerated() where term.weight > 0 {
            let own = Contribution.sum(campaign.contributions, without: index)
            ranks[term.term] =
                1
                + all.count {
                    let other = Contribution.sum($0.contributions, without: index)
                    return other > own || (other == own && $0.ordinal < campaign.ordinal)
                }
        }
        return ranks
    }
}

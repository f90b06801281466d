internal import Columns
internal import Domain
internal import Graph
internal import Snapshots

/// The stages of a request for campaigns. Whatever asks what would be recommended, and why or why not, goes through here.
extension RecommendationEngine {
    /// How many of its best messages a campaign is scored by.
    static let membersPerCampaign = 5

    /// Scores, lifts and sorts the campaigns that may be shown.
    func runCampaigns(_ prepared: PreparedRequest) throws -> CampaignRun {
        let scored = try (0..<Int32(catalogue.campaigns.count))
            .filter { prepared.rules.eligibility.rule(against: $0) == nil }
            .compactMap { try scoredCampaign($0, for: prepared) }
        let (ranked, quota) = arranged(scored, for: prepared)
        return CampaignRun(
            prepared: prepared, ranked: ranked,
            kept: ranked.filter { $0.score >= prepared.request.minimumScore }, promotionQuota: quota)
    }

    /// Lifts the best promoted campaigns, as many as their share of the list allows, and sorts.
    private func arranged(
        _ scored: [ScoredCampaign], for prepared: PreparedRequest
    ) -> (ranked: [ScoredCampaign], quota: Int) {
        let request = prepared.request
        let base = scored.sorted(by: ScoredCampaign.precedes)
        guard let promotion = request.promotion else { return (base, 0) }
        var quota = RecommendationRequest.part(promotion.maximumShare, of: request.limit)
        while true {
            var lifted = 0
            let ranked = base.map { campaign in
                guard lifted < quota, prepared.rules.eligibility.promoted.contains(campaign.ordinal) else {
                    return campaign
                }
                lifted += 1
                var campaign = campaign
                campaign.isLifted = true
                campaign.contributions.append(promotionTerm(weight: promotion.weight, campaign: campaign.ordinal))
                return campaign
            }.sorted(by: ScoredCampaign.precedes)
            let list = ranked.filter { $0.score >= request.minimumScore }.prefix(request.limit)
            let allowed = RecommendationRequest.part(promotion.maximumShare, of: list.count)
            if list.count(where: \.isLifted) <= allowed { return (ranked, quota) }
            quota = min(quota - 1, allowed)
        }
    }

    /// A campaign's terms by its best messages that may be shown, whether it may be shown itself or not; nil where it has
    /// no such message.
    func scoredCampaign(_ ordinal: Int32, for prepared: PreparedRequest) throws -> ScoredCampaign? {
        let (query, mask, popularity) = (prepared.query, prepared.rules.mask, prepared.popularity)
        let scope = corpus.messages(ofCampaign: ordinal)
        let members: [(message: Int32, terms: [Contribution], signals: SignalScores?)]
        if query.isPersonal {
            let candidates = try retriever.candidates(
                for: query, scope: scope, mask: mask, proposals: Self.membersPerCampaign * 10)
            let blend = blend(for: query)
            let ranked = blend.ranked(retriever.scores(of: candidates, for: query)).map { Candidate($0) }
            members = distinctTexts(ranked).prefix(Self.membersPerCampaign).compactMap { candidate in
                candidate.signals.map { (candidate.message, blend.contributions(of: $0), $0.scores) }
            }
        } else {
            var texts: Set<Int32> = []
            members = scope.filter(mask.allows).map { (message: $0, popularity: popularity($0)) }
                .filter { $0.popularity > 0 }
                .sorted { ($0.popularity, $1.message) > ($1.popularity, $0.message) }
                .filter { texts.insert(corpus.textOrdinal(of: $0.message)).inserted }
                .prefix(Self.membersPerCampaign)
                .map { ($0.message, [popularityTerm(of: $0.message, popularity)], nil) }
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
                        messageID: corpus.id(of: member.message), text: corpus.text(of: member.message),
                        score: terms[position].value)
                })
        }
        return ScoredCampaign(
            ordinal: ordinal, contributions: contributions, members: members.map(\.message),
            signals: members.compactMap(\.signals))
    }
}

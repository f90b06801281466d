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
    /// sum to the mean of their scores, and those messages are its evidence. What the user has seen is no such message
    /// where the request leaves it out; a campaign with nothing left is not recommended.
    func recommendCampaigns(_ prepared: PreparedRequest) throws -> Recommendation {
        let (request, query) = (prepared.request, prepared.query)
        let eligibility = prepared.rules.eligibility
        let scored = try (0..<Int32(catalogue.campaigns.count))
            .filter { eligibility.allows(campaign: $0) && eligibility.asked?.contains($0) != false }
            .compactMap { try scoredCampaign($0, query: query, mask: prepared.rules.mask) }
        let (ranked, quota) = arranged(scored, for: prepared)
        let kept = ranked.filter { $0.score >= request.minimumScore }
        var lifted = 0
        let items = kept.prefix(request.limit).enumerated().map { index, campaign in
            let record = catalogue.campaigns[Int(campaign.ordinal)]
            var sentences = reasons.campaign(
                record, members: campaign.members.map { corpus.text(of: $0) }, isPersonal: query.isPersonal)
            var policy = ["eligible: the campaign runs now and fits this visitor"]
            if campaign.isLifted, let promotion = request.promotion {
                lifted += 1
                sentences.append(Reasons.promotion(record))
                policy.append("lifted by \(promotion.weight) as promoted, \(lifted) of at most \(quota)")
            } else if eligibility.promoted.contains(campaign.ordinal) {
                policy.append("not lifted: promoted items have their share")
            }
            return RankedItem(
                rank: index + 1, id: record.id.rawValue, target: .campaign, campaignID: record.id, text: record.name,
                contributions: campaign.contributions, reasons: sentences,
                rankWithout: ranksWithout(campaign, among: kept), policy: policy)
        }
        return Recommendation(
            strategy: query.isPersonal ? .personalized : .coldStart, items: items, degraded: degraded,
            candidateCount: kept.count)
    }

    private struct ScoredCampaign {
        let ordinal: Int32
        var contributions: [Contribution]
        let members: [Int32]
        var isLifted = false
        var score: Double { Contribution.sum(contributions) }

        static func precedes(_ left: ScoredCampaign, _ right: ScoredCampaign) -> Bool {
            left.score != right.score ? left.score > right.score : left.ordinal < right.ordinal
        }
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

    private func scoredCampaign(
        _ ordinal: Int32, query: Query, mask: MessageMask
    ) throws -> ScoredCampaign? {
        let scope = corpus.messages(ofCampaign: ordinal)
        let members: [(message: Int32, terms: [Contribution])]
        if query.isPersonal {
            let candidates = try retriever.candidates(
                for: query, scope: scope, mask: mask, proposals: Self.membersPerCampaign * 10)
            let ranked = blend.ranked(retriever.scores(of: candidates, for: query)).map { Candidate($0) }
            members = distinctTexts(ranked).kept.prefix(Self.membersPerCampaign).compactMap { candidate in
                candidate.signals.map { (candidate.message, blend.contributions(of: $0.scores)) }
            }
        } else {
            var texts: Set<Int32> = []
            members = scope.filter { mask.allows($0) && corpus.popularity(of: $0) > 0 }
                .map { (message: $0, popularity: corpus.popularity(of: $0)) }
                .sorted { ($0.popularity, $1.message) > ($1.popularity, $0.message) }
                .filter { texts.insert(corpus.textOrdinal(of: $0.message)).inserted }
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
                        messageID: corpus.id(of: member.message), text: corpus.text(of: member.message),
                        score: terms[position].value)
                })
        }
        return ScoredCampaign(ordinal: ordinal, contributions: contributions, members: members.map(\.message))
    }

    private func ranksWithout(_ campaign: ScoredCampaign, among all: [ScoredCampaign]) -> [String: Int] {
        guard campaign.contributions.count > 1 else { return [:] }
        var ranks: [String: Int] = [:]
        for term in campaign.contributions where term.weight > 0 {
            let own = Contribution.sum(campaign.contributions, without: term.term)
            ranks[term.term] =
                1
                + all.count {
                    let other = Contribution.sum($0.contributions, without: term.term)
                    return other > own || (other == own && $0.ordinal < campaign.ordinal)
                }
        }
        return ranks
    }
}

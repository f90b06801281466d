internal import Columns
internal import Domain
internal import Graph
internal import Snapshots

extension RecommendationEngine {
    /// Ranks the running campaigns by their best messages for the user.
    ///
    /// A campaign's term is the mean of that term over its five best messages (fewer where it has fewer), so its terms
    /// sum to the mean of their scores, and those messages are its evidence. What the user has seen is no such message
    /// where the request leaves it out; a campaign with nothing left is not recommended.
    func recommendCampaigns(_ prepared: PreparedRequest) throws -> Recommendation {
        let run = try runCampaigns(prepared)
        let eligibility = prepared.rules.eligibility
        var lifted = 0
        let items = run.picked.enumerated().map { index, campaign in
            let record = catalogue.campaigns[Int(campaign.ordinal)]
            var sentences = reasons.campaign(
                record, members: campaign.members.map { corpus.text(of: $0) },
                isPersonal: prepared.query.isPersonal)
            var policy = ["eligible: the campaign runs now and fits this visitor"]
            if campaign.isLifted, let promotion = prepared.request.promotion {
                lifted += 1
                sentences.append(Reasons.promotion(record))
                policy.append("lifted by \(promotion.weight) as promoted, \(lifted) of at most \(run.promotionQuota)")
            } else if eligibility.promoted.contains(campaign.ordinal) {
                policy.append("not lifted: promoted items have their share")
            }
            return RankedItem(
                rank: index + 1, id: record.id.rawValue, target: .campaign, campaignID: record.id, text: record.name,
                contributions: campaign.contributions, reasons: sentences,
                rankWithout: ranksWithout(campaign, among: run.kept), policy: policy)
        }
        return Recommendation(
            strategy: prepared.strategy, items: items, degraded: degraded(prepared.query),
            candidateCount: run.kept.count)
    }

    private func ranksWithout(_ campaign: ScoredCampaign, among all: [ScoredCampaign]) -> [String: Int] {
        guard campaign.contributions.count > 1 else { return [:] }
        var ranks: [String: Int] = [:]
        for term in campaign.contributions where term.weight > 0 && term.term != Blend.base {
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

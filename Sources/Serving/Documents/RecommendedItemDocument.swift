package import Domain
package import Recommender

/// One item of an answer, as JSON.
package struct RecommendedItemDocument: Equatable, Sendable {
    /// 1 for the best.
    package let rank: Int
    /// The message's or campaign's id.
    package let id: String
    /// What `id` names.
    package let target: RecommendationTarget
    /// The running campaign under which the message is shown.
    package let campaignID: CampaignID?
    /// The message's text, or the campaign's name.
    package let text: String
    /// The sum of `contributions`, added in their order.
    package let score: Double
    /// The terms of the score.
    package let contributions: [ContributionDocument]
    /// One plain sentence each; nil when they were not wanted.
    package let reasons: [String]?
    /// The whole explanation, when it was wanted.
    package let explanation: ItemExplanationDocument?

    init(_ item: RankedItem, explain: ExplainLevel) {
        rank = item.rank
        id = item.id
        target = item.target
        campaignID = item.campaignID
        text = item.text
        score = item.score
        contributions = item.contributions.map { ContributionDocument(term: $0.term, value: $0.value) }
        reasons = explain == .none ? nil : item.reasons
        explanation = explain == .full ? ItemExplanationDocument(item) : nil
    }

    /// - Parameter json: `explanation` as JSON, where it is written already.
    func write(to writer: inout JSONWriter, explanation json: [UInt8]? = nil) {
        writer.object { writer in
            writer.member("rank", rank)
            writer.member("id", id)
            writer.member("target", target.rawValue)
            writer.member("campaign_id", campaignID?.rawValue)
            writer.member("text", text)
            writer.member("score", score)
            writer.key("contributions")
            writer.array(contributions) { writer, contribution in
                writer.object { writer in
                    writer.member("term", contribution.term)
                    writer.member("value", contribution.value)
                }
            }
            if let reasons { writer.member("reasons", reasons) }
            if let explanation {
                writer.key("explanation")
                if let json { writer.raw(json) } else { explanation.write(to: &writer) }
            }
        }
    }
}

extension RecommendedItemDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case rank, id, target
        case campaignID = "campaign_id"
        case text, score, contributions, reasons, explanation
    }
}

/// One named term of a score, as JSON.
package struct ContributionDocument: Equatable, Sendable, Decodable {
    /// The source's name.
    package let term: String
    /// The term itself.
    package let value: Double
}

internal import Columns

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What one message adds to the score of a campaign.
package struct CampaignEvidence: Hashable, Sendable {
    /// The message.
    package let message: Int32
    /// What it adds to the campaign's score, above 0.
    package let weight: Double
    /// The part of the campaign's score that it makes up, above 0, at most 1 up to rounding.
    package let share: Double
}

extension GraphWalk {
    /// The score of a campaign: the walk taken one hop further, from its messages to the campaign.
    ///
    ///     score(c) = Σ over messages m of c:  score(m) / (number of campaigns of m) / (number of messages of c)^β
    ///
    /// A message divides its score between its campaigns, and a campaign is not better for being large. 0 when no message
    /// of it is reached or the ordinal is no campaign's.
    ///
    /// - Complexity: O(messages of the campaign).
    package func campaignScore(of campaign: Int32) -> Double {
        guard campaign >= 0, Int(campaign) < graph.campaignCount else { return 0 }
        let range = graph.campaignRows.range(Int(campaign))
        let penalty = pow(Double(max(1, range.count)), -graph.parameters.beta)
        return range.reduce(0) { $0 + part(of: graph.columns.campaignMessages[$1], penalty: penalty) }
    }

    /// The `limit` messages that add most to a campaign's score, equal ones by ordinal.
    ///
    /// - Complexity: O(messages of the campaign).
    package func campaignEvidence(of campaign: Int32, limit: Int) -> [CampaignEvidence] {
        let score = campaignScore(of: campaign)
        guard score > 0 else { return [] }
        let range = graph.campaignRows.range(Int(campaign))
        let penalty = pow(Double(max(1, range.count)), -graph.parameters.beta)
        var top = BoundedTop<CampaignEvidence>(limit: limit)
        for index in range {
            let message = graph.columns.campaignMessages[index]
            let weight = part(of: message, penalty: penalty)
            if weight > 0 { top.insert(CampaignEvidence(message: message, weight: weight, share: weight / score)) }
        }
        return top.ranked()
    }

    private func part(of message: Int32, penalty: Double) -> Double {
        score(of: message) / Double(max(1, graph.messageCampaignRows.range(Int(message)).count)) * penalty
    }
}

extension CampaignEvidence: Rankable {
    func precedes(_ other: CampaignEvidence) -> Bool {
        weight != other.weight ? weight > other.weight : message < other.message
    }
}

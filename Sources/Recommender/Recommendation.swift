package import Domain

/// The answer of the engine to one request on one snapshot: ranked items, each with the parts of its score.
package struct Recommendation: Sendable, Equatable {
    /// How the items were found.
    package let strategy: Strategy
    /// The items, best first; fewer than asked when fewer are eligible or score enough.
    package let items: [RankedItem]
    /// Sources that could not take part and why, by the source's name; empty when all did.
    package let degraded: [String: String]
    /// How many candidates were scored.
    package let candidateCount: Int

    package init(strategy: Strategy, items: [RankedItem], degraded: [String: String], candidateCount: Int) {
        self.strategy = strategy
        self.items = items
        self.degraded = degraded
        self.candidateCount = candidateCount
    }
}

/// How the items of an answer were found.
package enum Strategy: String, Sendable, Codable {
    /// From what the user, the session or the query text says.
    case personalized
    /// What is popular with people of the same country or device, because nothing else is known of the user.
    case segmentPopular = "segment_popular"
    /// Popular items, because nothing is known of the user.
    case coldStart = "cold_start"
}

/// One recommended message or campaign.
package struct RankedItem: Sendable, Equatable {
    /// 1 for the best.
    package let rank: Int
    /// The message's or campaign's id.
    package let id: String
    /// What `id` names.
    package let target: RecommendationTarget
    /// The running campaign under which the message is shown, or the campaign itself.
    package let campaignID: CampaignID?
    /// The message's text, or the campaign's name.
    package let text: String
    /// The sum of `contributions`, added in their order.
    package let score: Double
    /// The parts of the score, in the fixed order similarity, graph, forecast (or popularity alone), promotion.
    package let contributions: [Contribution]
    /// One plain sentence each.
    package let reasons: [String]
    /// The item's rank among all candidates if one source were left out, by the source's name.
    package let rankWithout: [String: Int]
    /// What the rules after ranking decided about the item.
    package let policy: [String]

    package init(
        rank: Int, id: String, target: RecommendationTarget, campaignID: CampaignID?, text: String,
        contributions: [Contribution], reasons: [String], rankWithout: [String: Int], policy: [String]
    ) {
        self.rank = rank
        self.id = id
        self.target = target
        self.campaignID = campaignID
        self.text = text
        self.score = Contribution.sum(contributions)
        self.contributions = contributions
        self.reasons = reasons
        self.rankWithout = rankWithout
        self.policy = policy
    }
}

/// One named term of a score, with what it stands on.
package struct Contribution: Sendable, Equatable {
    /// The source's name: `similarity`, `graph`, `forecast`, `popularity`, or `promotion` for what lifts an item.
    package let term: String
    /// The term itself: `weight` × `calibrated`.
    package let value: Double
    /// What the source said: a cosine, a walk weight, a margin, a count.
    package let raw: Double
    /// `raw` on the common scale: the estimated probability of engagement within the horizon.
    package let calibrated: Double
    /// The source's share in the blend.
    package let weight: Double
    /// What the raw value stands on, greatest first.
    package let evidence: [Evidence]

    package init(term: String, raw: Double, calibrated: Double, weight: Double, evidence: [Evidence]) {
        self.term = term
        self.value = weight * calibrated
        self.raw = raw
        self.calibrated = calibrated
        self.weight = weight
        self.evidence = evidence
    }

    /// The sum of the values in their order: the one definition of a score.
    package static func sum(_ contributions: [Contribution]) -> Double {
        contributions.reduce(0) { $0 + $1.value }
    }

    /// The sum of the values but one: added up anew, since subtracting from the whole would leave rounding behind and
    /// so make equal items unequal.
    static func sum(_ contributions: [Contribution], without left: String) -> Double {
        contributions.reduce(0) { $1.term == left ? $0 : $0 + $1.value }
    }
}

/// What a contribution stands on.
package enum Evidence: Sendable, Equatable {
    /// A message of the user's history that is near the item; `share` is its part of the raw cosine, and the shares of
    /// the whole history sum to it.
    case neighbor(messageID: MessageID, text: String, cosine: Double, share: Double)
    /// A path user → message → other user → item, with its part of the raw walk weight.
    case path(throughMessage: MessageID, throughUser: UserID, weight: Double, share: Double)
    /// A message of the user's history that leads to the item, with its part of the raw item score; below 0 it speaks
    /// against the item. The weights of the whole history sum to the raw score. `users` engaged with both.
    case link(messageID: MessageID, text: String, weight: Double, share: Double, users: Int)
    /// A feature and its SHAP value; the values of all features and `base` sum to the margin.
    case feature(name: String, value: Double?, shap: Double)
    /// The forest's expected margin, where the SHAP values start.
    case base(margin: Double)
    /// How many users engaged with the item, and the decayed sum of their engagements.
    case popularity(users: Int, weight: Double)
    /// How many of a segment's `people` engaged with the item, and the decayed sum of their engagements there;
    /// `everybody` is the number of people who engaged with anything at all.
    case segment(country: String?, device: Device?, users: Int, weight: Double, people: Int, everybody: Int)
    /// A message of a campaign that the campaign's score is the mean of.
    case member(messageID: MessageID, text: String, score: Double)
    /// The campaign that someone wants to be seen.
    case promotion(campaignID: CampaignID, name: String)
}

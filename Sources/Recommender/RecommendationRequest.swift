package import Domain

/// What a caller asks: who, about what, how many, under which rules.
///
/// Equal requests on one snapshot give equal answers, so the normalised request is part of the cache key.
package struct RecommendationRequest: Hashable, Sendable {
    /// For whom; nil for an anonymous visitor.
    package var userID: UserID?
    /// Free text that replaces the user's profile as the similarity query.
    package var text: String?
    /// A message that replaces the user's profile as the similarity query.
    package var messageID: MessageID?
    /// Messages an anonymous visitor has just engaged with, oldest first; they stand in for a history.
    package var session: [MessageID]
    /// How many items, 1 to `limits.upperBound`.
    package var limit: Int
    /// What to recommend.
    package var target: RecommendationTarget
    /// Only messages of this campaign.
    package var campaignID: CampaignID?
    /// Leave out messages that the user has already engaged with.
    package var excludeSeen: Bool
    /// 0 ranks by score alone; towards 1 the list prefers messages unlike those above them (MMR).
    package var diversity: Double
    /// Items that score less are left out, even when fewer than `limit` remain.
    package var minimumScore: Double
    /// Ids never to return: messages, or campaigns where `target` is `campaign`.
    package var exclude: [String]
    /// ISO 3166-1 alpha-2 country of the visitor, for campaign eligibility.
    package var country: String?
    /// Device of the visitor, for campaign eligibility.
    package var device: Device?

    package init(
        userID: UserID? = nil, text: String? = nil, messageID: MessageID? = nil, session: [MessageID] = [],
        limit: Int = 10, target: RecommendationTarget = .message, campaignID: CampaignID? = nil,
        excludeSeen: Bool = true, diversity: Double = 0, minimumScore: Double = 0, exclude: [String] = [],
        country: String? = nil, device: Device? = nil
    ) {
        self.userID = userID
        self.text = text
        self.messageID = messageID
        self.session = session
        self.limit = limit
        self.target = target
        self.campaignID = campaignID
        self.excludeSeen = excludeSeen
        self.diversity = diversity
        self.minimumScore = minimumScore
        self.exclude = exclude
        self.country = country
        self.device = device
    }

    /// The limits a request must keep; the HTTP rim and the command line check them and name the parameter.
    package static let limits = 1...100
    /// The greatest number of characters of `text`.
    package static let maximumTextLength = 4_000
    /// The greatest number of ids in `exclude` and in `session`.
    package static let maximumListLength = 1_000
}

/// What a recommendation recommends.
package enum RecommendationTarget: String, Sendable, CaseIterable, Codable {
    case message, campaign
}

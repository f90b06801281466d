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
    /// Only messages of this campaign, or of those of `campaignIDs`.
    package var campaignID: CampaignID?
    /// Only messages of one of these campaigns; empty, without a `campaignID`, for messages of any or none.
    package var campaignIDs: [CampaignID]
    /// Leave out messages that the user has seen.
    package var excludeSeen: Bool
    /// The events that make a message seen; nil for every kind of engagement.
    package var seenTypes: [EventType]?
    /// How many days back such an event counts, 1 to `seenDaysLimits.upperBound`; nil for any time.
    package var seenDays: Int?
    /// 0 ranks by score alone; towards 1 the list prefers messages unlike those above them (MMR).
    package var diversity: Double
    /// Items that score less are left out, even when fewer than `limit` remain.
    package var minimumScore: Double
    /// The greatest part of `limit` that messages of one campaign may take, above 0, at most 1; nil for no rule.
    package var campaignShare: Double?
    /// Campaigns whose items are lifted; nil for none.
    package var promotion: Promotion?
    /// Ids never to return: messages, or campaigns where `target` is `campaign`.
    package var exclude: [String]
    /// ISO 3166-1 alpha-2 country of the visitor, for campaign eligibility.
    package var country: String?
    /// Device of the visitor, for campaign eligibility.
    package var device: Device?

    package init(
        userID: UserID? = nil, text: String? = nil, messageID: MessageID? = nil, session: [MessageID] = [],
        limit: Int = 10, target: RecommendationTarget = .message, campaignID: CampaignID? = nil,
        campaignIDs: [CampaignID] = [], excludeSeen: Bool = true, seenTypes: [EventType]? = nil, seenDays: Int? = nil,
        diversity: Double = 0, minimumScore: Double = 0, campaignShare: Double? = nil, promotion: Promotion? = nil,
        exclude: [String] = [], country: String? = nil, device: Device? = nil
    ) {
        self.userID = userID
        self.text = text
        self.messageID = messageID
        self.session = session
        self.limit = limit
        self.target = target
        self.campaignID = campaignID
        self.campaignIDs = campaignIDs
        self.excludeSeen = excludeSeen
        self.seenTypes = seenTypes
        self.seenDays = seenDays
        self.diversity = diversity
        self.minimumScore = minimumScore
        self.campaignShare = campaignShare
        self.promotion = promotion
        self.exclude = exclude
        self.country = country
        self.device = device
    }

    /// The limits a request must keep; the HTTP rim and the command line check them and name the parameter.
    package static let limits = 1...100
    /// The limits of `seenDays`.
    package static let seenDaysLimits = 1...36_500
    /// The greatest number of characters of `text`.
    package static let maximumTextLength = 4_000
    /// The greatest number of ids in `exclude`, in `session` and in `campaignIDs`.
    package static let maximumListLength = 1_000
}

/// What a recommendation recommends.
package enum RecommendationTarget: String, Sendable, CaseIterable, Codable {
    case message, campaign
}

/// Campaigns whose items someone wants to be seen: a term of their own in the score, and a bound on how many.
package struct Promotion: Hashable, Sendable {
    /// The campaigns; those that do not run now, or not for this visitor, lift nothing.
    package var campaignIDs: [CampaignID]
    /// What is added to the score of a lifted item, above 0, at most 1: scores are probabilities.
    package var weight: Double
    /// The greatest part of the list that lifted items may be, 0 to 1.
    package var maximumShare: Double

    package init(
        campaignIDs: [CampaignID], weight: Double = Self.defaultWeight, maximumShare: Double = Self.defaultMaximumShare
    ) {
        self.campaignIDs = campaignIDs
        self.weight = weight
        self.maximumShare = maximumShare
    }

    /// As much as a chance of one in ten, which is more than most items have.
    package static let defaultWeight = 0.1
    /// Three of ten.
    package static let defaultMaximumShare = 0.3
}

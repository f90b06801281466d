/// A text item that can be recommended: a conversation message, an article, a product, an offer.
package struct Message: Hashable, Sendable {
    /// The key of the catalogue.
    package let id: MessageID
    /// What it says; what its embedding is made of.
    package let text: String
    /// The campaigns it is in, without repetition.
    package let campaignIDs: [CampaignID]
    /// When it came to be, where known.
    package let createdAt: Instant?
    /// Who wrote it, where known.
    package let authorID: UserID?
    /// Whether it is withdrawn: kept, but never recommended.
    package let hidden: Bool
    /// Anything else, as one JSON object with sorted keys.
    package let properties: String?

    package init(
        id: MessageID, text: String, campaignIDs: [CampaignID] = [], createdAt: Instant? = nil,
        authorID: UserID? = nil, hidden: Bool = false, properties: String? = nil
    ) {
        self.id = id
        self.text = text
        self.campaignIDs = campaignIDs
        self.createdAt = createdAt
        self.authorID = authorID
        self.hidden = hidden
        self.properties = properties
    }
}

package import Columns

/// The flat form of an `EngagementGraph`, as a snapshot writes it and maps it back.
///
/// With U users, M messages, C campaigns, E user–message edges and K message–campaign memberships:
///
/// | column | shape | content |
/// |---|---|---|
/// | `userOffsets`, `userMessages` | U + 1, E | the messages of each user, ascending |
/// | `userWeights` | E | the decayed weight of each of those edges, above 0 |
/// | `userTransitions` | E | (weight / sum of the user's weights)^α, above 0, at most 1 |
/// | `messageOffsets`, `messageUsers` | M + 1, E | the users of each message, ascending |
/// | `messageTransitions` | E | (weight / sum of the message's weights)^α, above 0, at most 1 |
/// | `messagePenalties` | M | 1 / (number of users)^β, above 0, at most 1; 0 for a message without users |
/// | `popularity` | M | the sum of the message's weights, at least 0 |
/// | `popularOrder` | M | all messages, most popular first, equal ones by ordinal |
/// | `messageCampaignOffsets`, `messageCampaigns` | M + 1, K | the campaigns of each message, ascending |
/// | `campaignOffsets`, `campaignMessages` | C + 1, K | the messages of each campaign, ascending |
package struct GraphColumns: Sendable {
    /// Where each user's edges begin; U + 1 elements.
    package let userOffsets: FlatColumn<Int64>
    /// The messages of each user; E elements.
    package let userMessages: FlatColumn<Int32>
    /// The decayed weight of each edge; E elements.
    package let userWeights: FlatColumn<Float>
    /// The powered probability of stepping from the user to the message; E elements.
    package let userTransitions: FlatColumn<Float>
    /// Where each message's edges begin; M + 1 elements.
    package let messageOffsets: FlatColumn<Int64>
    /// The users of each message; E elements.
    package let messageUsers: FlatColumn<Int32>
    /// The powered probability of stepping from the message to the user; E elements.
    package let messageTransitions: FlatColumn<Float>
    /// The factor by which popular messages are held back; M elements.
    package let messagePenalties: FlatColumn<Float>
    /// The decayed engagement of each message; M elements.
    package let popularity: FlatColumn<Float>
    /// The messages by falling popularity; M elements.
    package let popularOrder: FlatColumn<Int32>
    /// Where each message's campaigns begin; M + 1 elements.
    package let messageCampaignOffsets: FlatColumn<Int64>
    /// The campaigns of each message; K elements.
    package let messageCampaigns: FlatColumn<Int32>
    /// Where each campaign's messages begin; C + 1 elements.
    package let campaignOffsets: FlatColumn<Int64>
    /// The messages of each campaign; K elements.
    package let campaignMessages: FlatColumn<Int32>

    package init(
        userOffsets: FlatColumn<Int64>, userMessages: FlatColumn<Int32>, userWeights: FlatColumn<Float>,
        userTransitions: FlatColumn<Float>, messageOffsets: FlatColumn<Int64>, messageUsers: FlatColumn<Int32>,
        messageTransitions: FlatColumn<Float>, messagePenalties: FlatColumn<Float>, popularity: FlatColumn<Float>,
        popularOrder: FlatColumn<Int32>, messageCampaignOffsets: FlatColumn<Int64>,
        messageCampaigns: FlatColumn<Int32>, campaignOffsets: FlatColumn<Int64>, campaignMessages: FlatColumn<Int32>
    ) {
        self.userOffsets = userOffsets
        self.userMessages = userMessages
        self.userWeights = userWeights
        self.userTransitions = userTransitions
        self.messageOffsets = messageOffsets
        self.messageUsers = messageUsers
        self.messageTransitions = messageTransitions
        self.messagePenalties = messagePenalties
        self.popularity = popularity
        self.popularOrder = popularOrder
        self.messageCampaignOffsets = messageCampaignOffsets
        self.messageCampaigns = messageCampaigns
        self.campaignOffsets = campaignOffsets
        self.campaignMessages = campaignMessages
    }
}

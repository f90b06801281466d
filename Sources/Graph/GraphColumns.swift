package import Columns

/// The flat form of an `EngagementGraph`, as a snapshot writes it and maps it back.
///
/// With U users, M messages, C campaigns, E user–message edges, R rejections and K message–campaign memberships:
///
/// | column | shape | content |
/// |---|---|---|
/// | `userOffsets`, `userMessages` | U + 1, E | the messages of each user, ascending |
/// | `userWeights` | E | the decayed weight of each of those edges, above 0 |
/// | `userTimes` | E | the time of the last event of each of those edges that weighs anything, in milliseconds since 1970 |
/// | `userTransitions` | E | (weight / sum of the user's weights)^α, above 0, at most 1 |
/// | `messageOffsets`, `messageUsers` | M + 1, E | the users of each message, ascending |
/// | `walkMessageOffsets`, `walkMessageUsers` | M + 1, ≤ E | the users of each message that walks take, ascending |
/// | `messageTransitions` | ≤ E | (weight / sum of the weights of those edges)^α, above 0, at most 1 |
/// | `messagePenalties` | M | 1 / (number of users)^β, above 0, at most 1; 0 for a message without users |
/// | `popularity` | M | the sum of the message's weights, at least 0 |
/// | `popularOrder` | M | all messages, most popular first, equal ones by ordinal |
/// | `rejectedOffsets`, `rejectedMessages` | U + 1, R | the messages that each user rejected, ascending, none of them an edge |
/// | `rejectedWeights`, `rejectedTimes` | R | the decayed weight of each rejection, at most 0, and its last time |
/// | `messageCampaignOffsets`, `messageCampaigns` | M + 1, K | the campaigns of each message, ascending |
/// | `campaignOffsets`, `campaignMessages` | C + 1, K | the messages of each campaign, ascending |
package struct GraphColumns: Sendable {
    /// Where each user's edges begin; U + 1 elements.
    package let userOffsets: FlatColumn<Int64>
    /// The messages of each user; E elements.
    package let userMessages: FlatColumn<Int32>
    /// The decayed weight of each edge; E elements.
    package let userWeights: FlatColumn<Float>
    /// When each edge last had an event, in milliseconds since 1970; E elements.
    package let userTimes: FlatColumn<Int64>
    /// The powered probability of stepping from the user to the message; E elements.
    package let userTransitions: FlatColumn<Float>
    /// Where each message's edges begin; M + 1 elements.
    package let messageOffsets: FlatColumn<Int64>
    /// The users of each message; E elements.
    package let messageUsers: FlatColumn<Int32>
    /// Where the edges begin that walks take from each message; M + 1 elements.
    package let walkMessageOffsets: FlatColumn<Int64>
    /// The users to whom walks go from each message.
    package let walkMessageUsers: FlatColumn<Int32>
    /// The powered probability of stepping from the message to the user; as many as `walkMessageUsers`.
    package let messageTransitions: FlatColumn<Float>
    /// The factor by which popular messages are held back; M elements.
    package let messagePenalties: FlatColumn<Float>
    /// The decayed engagement of each message; M elements.
    package let popularity: FlatColumn<Float>
    /// The messages by falling popularity; M elements.
    package let popularOrder: FlatColumn<Int32>
    /// Where each user's rejections begin; U + 1 elements.
    package let rejectedOffsets: FlatColumn<Int64>
    /// The messages that each user rejected; R elements.
    package let rejectedMessages: FlatColumn<Int32>
    /// The decayed weight of each rejection, at most 0; R elements.
    package let rejectedWeights: FlatColumn<Float>
    /// When each rejection last had an event, in milliseconds since 1970; R elements.
    package let rejectedTimes: FlatColumn<Int64>
    /// Where each message's campaigns begin; M + 1 elements.
    package let messageCampaignOffsets: FlatColumn<Int64>
    /// The campaigns of each message; K elements.
    package let messageCampaigns: FlatColumn<Int32>
    /// Where each campaign's messages begin; C + 1 elements.
    package let campaignOffsets: FlatColumn<Int64>
    /// The messages of each campaign; K elements.
    package let campaignMessages: FlatColumn<Int32>

    /// The memory of all columns.
    package var byteCount: Int {
        let wide = [
            userOffsets, userTimes, messageOffsets, walkMessageOffsets, rejectedOffsets, rejectedTimes,
            messageCampaignOffsets, campaignOffsets,
        ]
        let ordinals = [
            userMessages, messageUsers, walkMessageUsers, popularOrder, rejectedMessages,
            messageCampaigns, campaignMessages,
        ]
        let numbers = [
            userWeights, userTransitions, messageTransitions, messagePenalties, popularity, rejectedWeights,
        ]
        return 8 * wide.reduce(0) { $0 + $1.count } + 4 * ordinals.reduce(0) { $0 + $1.count }
            + 4 * numbers.reduce(0) { $0 + $1.count }
    }

    package init(
        userOffsets: FlatColumn<Int64>, userMessages: FlatColumn<Int32>, userWeights: FlatColumn<Float>,
        userTimes: FlatColumn<Int64>, userTransitions: FlatColumn<Float>,
        messageOffsets: FlatColumn<Int64>, messageUsers: FlatColumn<Int32>,
        walkMessageOffsets: FlatColumn<Int64>, walkMessageUsers: FlatColumn<Int32>,
        messageTransitions: FlatColumn<Float>, messagePenalties: FlatColumn<Float>,
        popularity: FlatColumn<Float>, popularOrder: FlatColumn<Int32>,
        rejectedOffsets: FlatColumn<Int64>, rejectedMessages: FlatColumn<Int32>,
        rejectedWeights: FlatColumn<Float>, rejectedTimes: FlatColumn<Int64>,
        messageCampaignOffsets: FlatColumn<Int64>, messageCampaigns: FlatColumn<Int32>,
        campaignOffsets: FlatColumn<Int64>, campaignMessages: FlatColumn<Int32>
    ) {
        self.userOffsets = userOffsets
        self.userMessages = userMessages
        self.userWeights = userWeights
        self.userTimes = userTimes
        self.userTransitions = userTransitions
        self.messageOffsets = messageOffsets
        self.messageUsers = messageUsers
        self.walkMessageOffsets = walkMessageOffsets
        self.walkMessageUsers = walkMessageUsers
        self.messageTransitions = messageTransitions
        self.messagePenalties = messagePenalties
        self.popularity = popularity
        self.popularOrder = popularOrder
        self.rejectedOffsets = rejectedOffsets
        self.rejectedMessages = rejectedMessages
        self.rejectedWeights = rejectedWeights
        self.rejectedTimes = rejectedTimes
        self.messageCampaignOffsets = messageCampaignOffsets
        self.messageCampaigns = messageCampaigns
        self.campaignOffsets = campaignOffsets
        self.campaignMessages = campaignMessages
    }
}

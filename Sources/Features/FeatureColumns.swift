package import Columns

/// The flat form of a `FeatureTable`, as a snapshot writes it and maps it back.
///
/// With U users, M messages, P pairs that engaged, K pairs of a user and a campaign, and B message–campaign memberships:
///
/// | column | shape | content |
/// |---|---|---|
/// | `userRows` | U × 11 | the user features |
/// | `messageRows` | M × 11 | the message features |
/// | `pairOffsets`, `pairMessages` | U + 1, P | the messages that each user engaged with, ascending |
/// | `pairRows` | P × 7 | the stored pair features |
/// | `userCampaignOffsets`, `userCampaigns` | U + 1, K | the campaigns that each user met, ascending |
/// | `userCampaignEvents`, `userCampaignImpressions` | K, K | the user's engaged events and impressions there |
/// | `messageCampaignOffsets`, `messageCampaigns` | M + 1, B | the campaigns of each message, ascending |
package struct FeatureColumns: Sendable {
    /// The features of each user; row-major, U × 11.
    package let userRows: FlatColumn<Float>
    /// The features of each message; row-major, M × 11.
    package let messageRows: FlatColumn<Float>
    /// Where each user's pairs begin; U + 1 elements.
    package let pairOffsets: FlatColumn<Int64>
    /// The message of each pair; P elements.
    package let pairMessages: FlatColumn<Int32>
    /// The stored features of each pair; row-major, P × 7.
    package let pairRows: FlatColumn<Float>
    /// Where each user's campaigns begin; U + 1 elements.
    package let userCampaignOffsets: FlatColumn<Int64>
    /// The campaigns of each user; K elements.
    package let userCampaigns: FlatColumn<Int32>
    /// The user's engaged events in each of their campaigns; K elements.
    package let userCampaignEvents: FlatColumn<Float>
    /// The impressions of each of the user's campaigns; K elements.
    package let userCampaignImpressions: FlatColumn<Float>
    /// Where each message's campaigns begin; M + 1 elements.
    package let messageCampaignOffsets: FlatColumn<Int64>
    /// The campaigns of each message; B elements.
    package let messageCampaigns: FlatColumn<Int32>

    package init(
        userRows: FlatColumn<Float>, messageRows: FlatColumn<Float>, pairOffsets: FlatColumn<Int64>,
        pairMessages: FlatColumn<Int32>, pairRows: FlatColumn<Float>, userCampaignOffsets: FlatColumn<Int64>,
        userCampaigns: FlatColumn<Int32>, userCampaignEvents: FlatColumn<Float>,
        userCampaignImpressions: FlatColumn<Float>, messageCampaignOffsets: FlatColumn<Int64>,
        messageCampaigns: FlatColumn<Int32>
    ) {
        self.userRows = userRows
        self.messageRows = messageRows
        self.pairOffsets = pairOffsets
        self.pairMessages = pairMessages
        self.pairRows = pairRows
        self.userCampaignOffsets = userCampaignOffsets
        self.userCampaigns = userCampaigns
        self.userCampaignEvents = userCampaignEvents
        self.userCampaignImpressions = userCampaignImpressions
        self.messageCampaignOffsets = messageCampaignOffsets
        self.messageCampaigns = messageCampaigns
    }
}

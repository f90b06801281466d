package import Domain

/// How one message was received, as of one snapshot.
package struct MessageEngagement: Sendable, Hashable {
    /// Which message.
    package let messageID: MessageID
    /// Events about it.
    package let events: Int
    /// Distinct users of those events.
    package let users: Int
    /// The first event's time.
    package let firstAt: Instant
    /// The last event's time.
    package let lastAt: Instant
    /// The sum of the events' amounts.
    package let amount: Double

    package init(messageID: MessageID, events: Int, users: Int, firstAt: Instant, lastAt: Instant, amount: Double) {
        self.messageID = messageID
        self.events = events
        self.users = users
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.amount = amount
    }
}

/// What one campaign brought, as of one snapshot.
package struct CampaignPerformance: Sendable, Hashable {
    /// Which campaign.
    package let campaignID: CampaignID
    /// Distinct users to whom it was shown or sent.
    package let targetedUsers: Int
    /// Distinct users who did something with it.
    package let engagedUsers: Int
    /// Conversion events.
    package let conversions: Int
    /// Distinct users of the conversions.
    package let redeemers: Int
    /// The sum of the amounts of its events.
    package let revenue: Double
    /// Messages that are in it.
    package let messages: Int

    package init(
        campaignID: CampaignID, targetedUsers: Int, engagedUsers: Int, conversions: Int, redeemers: Int,
        revenue: Double, messages: Int
    ) {
        self.campaignID = campaignID
        self.targetedUsers = targetedUsers
        self.engagedUsers = engagedUsers
        self.conversions = conversions
        self.redeemers = redeemers
        self.revenue = revenue
        self.messages = messages
    }
}

/// The events of one type on one day, as of one snapshot.
package struct DailyActivity: Sendable, Hashable {
    /// Days since 1970-01-01, in UTC.
    package let day: Int64
    /// What happened.
    package let type: EventType
    /// How often.
    package let events: Int
    /// Distinct users.
    package let users: Int
    /// The sum of the events' amounts.
    package let amount: Double

    package init(day: Int64, type: EventType, events: Int, users: Int, amount: Double) {
        self.day = day
        self.type = type
        self.events = events
        self.users = users
        self.amount = amount
    }
}

package import Domain
import Storage

/// What the log says about one message or campaign.
package struct Activity: Sendable, Hashable {
    /// Events by type; types without events are left out.
    package let counts: [EventType: Int]
    /// Distinct users.
    package let users: Int
    /// The first event's time; nil without events.
    package let firstAt: Instant?
    /// The last event's time; nil without events.
    package let lastAt: Instant?

    package init(counts: [EventType: Int], users: Int, firstAt: Instant?, lastAt: Instant?) {
        self.counts = counts
        self.users = users
        self.firstAt = firstAt
        self.lastAt = lastAt
    }

    /// All events.
    package var total: Int { counts.values.reduce(0, +) }

    /// Counts the events that meet a condition.
    init(_ connection: any SQLConnection, where condition: SQLStatement) throws {
        var counts: [EventType: Int] = [:]
        for row in try connection.query(
            "SELECT event_type, COUNT(*) AS events FROM events WHERE \(condition) GROUP BY event_type")
        {
            counts[try row.choice("event_type")] = try row.count("events")
        }
        let row = try connection.first(
            """
            SELECT COUNT(DISTINCT user_id) AS users, MIN(event_time) AS first_at, MAX(event_time) AS last_at
            FROM events WHERE \(condition)
            """)
        self.init(
            counts: counts, users: try row?.count("users") ?? 0, firstAt: try row?.optionalInstant("first_at"),
            lastAt: try row?.optionalInstant("last_at"))
    }
}

/// What the log says about one campaign, and how large the campaign is.
package struct CampaignActivity: Sendable, Hashable {
    /// Events of the campaign.
    package let activity: Activity
    /// Messages that are in the campaign.
    package let messages: Int

    package init(activity: Activity, messages: Int) {
        self.activity = activity
        self.messages = messages
    }
}

import Domain
import Storage

/// The aggregates of index builds: one set of rows for each snapshot.
package struct AnalyticsTables: Sendable {
    private let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    /// Writes the aggregates of a snapshot in place of those it had, in one transaction.
    package func replace(
        snapshotID: String, engagement: [MessageEngagement], campaigns: [CampaignPerformance], daily: [DailyActivity]
    ) async throws {
        try await database.write { connection in
            try Self.delete(snapshotID, connection)
            try connection.insert(
                into: "message_engagement",
                columns: ["snapshot_id", "message_id", "events", "users", "first_at", "last_at", "amount"],
                rows: engagement.map { row in
                    [
                        .text(snapshotID), row.messageID.sqlValue, row.events.sqlValue, row.users.sqlValue,
                        row.firstAt.sqlValue, row.lastAt.sqlValue, .real(row.amount),
                    ]
                }, onConflict: .fail)
            try connection.insert(
                into: "campaign_performance",
                columns: [
                    "snapshot_id", "campaign_id", "targeted_users", "engaged_users", "conversions", "redeemers",
                    "revenue", "messages",
                ],
                rows: campaigns.map { row in
                    [
                        .text(snapshotID), row.campaignID.sqlValue, row.targetedUsers.sqlValue,
                        row.engagedUsers.sqlValue, row.conversions.sqlValue, row.redeemers.sqlValue,
                        .real(row.revenue), row.messages.sqlValue,
                    ]
                }, onConflict: .fail)
            try connection.insert(
                into: "daily_activity", columns: ["snapshot_id", "day", "event_type", "events", "users", "amount"],
                rows: daily.map { row in
                    [
                        .text(snapshotID), row.day.sqlValue, .text(row.type.rawValue), row.events.sqlValue,
                        row.users.sqlValue, .real(row.amount),
                    ]
                }, onConflict: .fail)
        }
    }

    /// The messages of a snapshot, most events first, then by name; at most `limit`, or all.
    package func engagement(snapshotID: String, limit: Int = .max) async throws -> [MessageEngagement] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT * FROM message_engagement WHERE snapshot_id = \(snapshotID)
                ORDER BY events DESC, message_id LIMIT \(max(0, limit))
                """
            ).map { row in
                MessageEngagement(
                    messageID: try row.identifier("message_id"), events: try row.count("events"),
                    users: try row.count("users"), firstAt: try row.instant("first_at"),
                    lastAt: try row.instant("last_at"), amount: try row.real("amount"))
            }
        }
    }

    /// The campaigns of a snapshot by name; at most `limit`, or all.
    package func campaigns(snapshotID: String, limit: Int = .max) async throws -> [CampaignPerformance] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT * FROM campaign_performance WHERE snapshot_id = \(snapshotID)
                ORDER BY campaign_id LIMIT \(max(0, limit))
                """
            ).map { row in
                CampaignPerformance(
                    campaignID: try row.identifier("campaign_id"), targetedUsers: try row.count("targeted_users"),
                    engagedUsers: try row.count("engaged_users"), conversions: try row.count("conversions"),
                    redeemers: try row.count("redeemers"), revenue: try row.real("revenue"),
                    messages: try row.count("messages"))
            }
        }
    }

    /// The days of a snapshot in order, from `from` to `to` inclusive (days since 1970-01-01), each by type's name.
    package func daily(
        snapshotID: String, from: Int64 = .min, to: Int64 = .max
    ) async throws -> [DailyActivity] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT * FROM daily_activity WHERE snapshot_id = \(snapshotID) AND day >= \(from) AND day <= \(to)
                ORDER BY day, event_type
                """
            ).map { row in
                DailyActivity(
                    day: try row.integer("day"), type: try row.choice("event_type"), events: try row.count("events"),
                    users: try row.count("users"), amount: try row.real("amount"))
            }
        }
    }

    /// The snapshots that have aggregates, by name.
    package func snapshotIDs() async throws -> [String] {
        try await database.read { connection in
            try connection.query("SELECT DISTINCT snapshot_id FROM daily_activity ORDER BY snapshot_id")
                .map { try $0.text("snapshot_id") }
        }
    }

    /// Removes the aggregates of a snapshot.
    package func remove(snapshotID: String) async throws {
        try await database.write { connection in try Self.delete(snapshotID, connection) }
    }

    private static func delete(_ snapshotID: String, _ connection: any SQLConnection) throws {
        try connection.execute("DELETE FROM message_engagement WHERE snapshot_id = \(snapshotID)")
        try connection.execute("DELETE FROM campaign_performance WHERE snapshot_id = \(snapshotID)")
        try connection.execute("DELETE FROM daily_activity WHERE snapshot_id = \(snapshotID)")
    }
}

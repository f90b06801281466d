package import Domain
import Storage

/// The messages, the campaigns, and which message is in which campaign.
///
/// Membership is one relation: the union of what the messages' records and the campaigns' records declare.
package struct Catalogue: Sendable {
    private let database: any SQLDatabase
    private let now: @Sendable () -> Instant

    init(database: any SQLDatabase, now: @escaping @Sendable () -> Instant) {
        self.database = database
        self.now = now
    }

    /// Adds or replaces messages, all or none; the last record of a name wins, and its links replace the links that the
    /// message's earlier record declared.
    package func upsert(messages: [Message]) async throws {
        guard !messages.isEmpty else { return }
        let time = now()
        try await database.write { connection in try CatalogueRows.upsert(messages, at: time, connection) }
    }

    /// Adds or replaces campaigns, all or none; the last record of a name wins, and its links replace the links that the
    /// campaign's earlier record declared.
    package func upsert(campaigns: [Campaign]) async throws {
        guard !campaigns.isEmpty else { return }
        try await database.write { connection in try CatalogueRows.upsert(campaigns, connection) }
    }

    /// All messages by name, byte by byte; each with its campaigns in the same order.
    package func messages() async throws -> [Message] {
        try await database.read { connection in
            let links = try Self.links(
                connection, "SELECT DISTINCT message_id AS owner, campaign_id AS member FROM message_campaigns")
            var messages: [Message] = []
            try connection.forEach("SELECT * FROM messages ORDER BY message_id") { row in
                let campaignIDs = links[Array(try row.text("message_id").utf8)] ?? []
                messages.append(try CatalogueRows.message(row, campaignIDs: campaignIDs.map { Identifier($0) }))
            }
            return messages
        }
    }

    /// All campaigns by name, byte by byte; each with its messages in the same order.
    package func campaigns() async throws -> [Campaign] {
        try await database.read { connection in
            let links = try Self.links(
                connection, "SELECT DISTINCT campaign_id AS owner, message_id AS member FROM message_campaigns")
            return try connection.query("SELECT * FROM campaigns ORDER BY campaign_id").map { row in
                let messageIDs = links[Array(try row.text("campaign_id").utf8)] ?? []
                return try CatalogueRows.campaign(row, messageIDs: messageIDs.map { Identifier($0) })
            }
        }
    }

    /// One message with its campaigns, or nil where there is none of this name.
    package func message(_ id: MessageID) async throws -> Message? {
        try await database.read { connection in
            guard let row = try connection.first("SELECT * FROM messages WHERE message_id = \(id)") else { return nil }
            let links = try connection.query(
                "SELECT DISTINCT campaign_id FROM message_campaigns WHERE message_id = \(id) ORDER BY campaign_id")
            return try CatalogueRows.message(row, campaignIDs: try links.map { try $0.identifier("campaign_id") })
        }
    }

    /// One campaign with its messages, or nil where there is none of this name.
    package func campaign(_ id: CampaignID) async throws -> Campaign? {
        try await database.read { connection in
            guard let row = try connection.first("SELECT * FROM campaigns WHERE campaign_id = \(id)") else {
                return nil
            }
            let links = try connection.query(
                "SELECT DISTINCT message_id FROM message_campaigns WHERE campaign_id = \(id) ORDER BY message_id")
            return try CatalogueRows.campaign(row, messageIDs: try links.map { try $0.identifier("message_id") })
        }
    }

    /// What happened with a message; all zero where nothing did.
    package func messageActivity(_ id: MessageID) async throws -> Activity {
        try await database.read { connection in
            try Activity(connection, where: "message_id = \(id)")
        }
    }

    /// What happened in a campaign, and the number of its messages.
    package func campaignActivity(_ id: CampaignID) async throws -> CampaignActivity {
        try await database.read { connection in
            let messages = try connection.first(
                "SELECT COUNT(DISTINCT message_id) AS messages FROM message_campaigns WHERE campaign_id = \(id)")
            return CampaignActivity(
                activity: try Activity(connection, where: "campaign_id = \(id)"),
                messages: try messages?.count("messages") ?? 0)
        }
    }

    /// The members of each owner, ordered byte by byte.
    private static func links(
        _ connection: any SQLConnection, _ select: SQLStatement
    ) throws -> [[UInt8]: [String]] {
        var links: [[UInt8]: [String]] = [:]
        try connection.forEach("\(select) ORDER BY owner, member") { row in
            links[Array(try row.text("owner").utf8), default: []].append(try row.text("member"))
        }
        return links
    }
}

import Domain
import Storage

/// How messages, campaigns and their links lie in their tables.
enum CatalogueRows {
    /// Which record says that a message is in a campaign.
    enum Declarer: String {
        case message
        case campaign
    }

    private static let messageColumns: [StaticString] = [
        "message_id", "text", "created_at", "author_id", "hidden", "properties", "changed_at",
    ]
    private static let campaignColumns: [StaticString] = [
        "campaign_id", "name", "kind", "starts_at", "ends_at", "countries", "devices", "daily_cap", "per_user_cap",
        "pacing",
    ]
    private static let linkColumns: [StaticString] = ["message_id", "campaign_id", "declared_by"]

    /// Adds the messages that the catalogue does not have, with their links; of one name the first.
    static func insertNew(_ messages: [Message], at time: Instant, _ connection: any SQLConnection) throws {
        guard !messages.isEmpty else { return }
        let new = try connection.insertNew(
            into: "messages", columns: messageColumns, rows: messages.map { values($0, at: time) }, keys: ["message_id"]
        )
        try insertLinks(ofMessages: new.map { messages[$0] }, connection)
    }

    /// Writes the messages, of one name the last, and replaces the links that their records declared.
    static func upsert(_ messages: [Message], at time: Instant, _ connection: any SQLConnection) throws {
        let last = lastOfEach(messages, by: \.id.rawValue)
        try connection.insert(
            into: "messages", columns: messageColumns, rows: last.map { values($0, at: time) },
            onConflict: .replace(keys: ["message_id"]))
        for ids in chunks(last.map(\.id)) {
            try connection.execute(
                """
                DELETE FROM message_campaigns
                WHERE message_id IN \(list: ids) AND declared_by = \(Declarer.message.rawValue)
                """)
        }
        try insertLinks(ofMessages: last, connection)
    }

    /// Writes the campaigns, of one name the last, and replaces the links that their records declared.
    static func upsert(_ campaigns: [Campaign], _ connection: any SQLConnection) throws {
        let last = lastOfEach(campaigns, by: \.id.rawValue)
        try connection.insert(
            into: "campaigns", columns: campaignColumns, rows: last.map(values),
            onConflict: .replace(keys: ["campaign_id"]))
        for ids in chunks(last.map(\.id)) {
            try connection.execute(
                """
                DELETE FROM message_campaigns
                WHERE campaign_id IN \(list: ids) AND declared_by = \(Declarer.campaign.rawValue)
                """)
        }
        let links = last.flatMap { campaign in
            campaign.messageIDs.map { link($0, campaign.id, .campaign) }
        }
        try connection.insert(
            into: "message_campaigns", columns: linkColumns, rows: links, onConflict: .ignore(keys: linkColumns))
    }

    private static func insertLinks(ofMessages messages: [Message], _ connection: any SQLConnection) throws {
        let links = messages.flatMap { message in
            message.campaignIDs.map { link(message.id, $0, .message) }
        }
        try connection.insert(
            into: "message_campaigns", columns: linkColumns, rows: links, onConflict: .ignore(keys: linkColumns))
    }

    private static func link(_ message: MessageID, _ campaign: CampaignID, _ declarer: Declarer) -> [SQLValue] {
        [message.sqlValue, campaign.sqlValue, .text(declarer.rawValue)]
    }

    private static func values(_ message: Message, at time: Instant) -> [SQLValue] {
        [
            message.id.sqlValue, .text(message.text), message.createdAt.sqlValue, message.authorID.sqlValue,
            message.hidden.sqlValue, message.properties.sqlValue, time.sqlValue,
        ]
    }

    private static func values(_ campaign: Campaign) -> [SQLValue] {
        [
            campaign.id.sqlValue, .text(campaign.name), campaign.kind.sqlValue, campaign.startsAt.sqlValue,
            campaign.endsAt.sqlValue, .text(campaign.countries.joined(separator: ",")),
            .text(campaign.devices.map(\.rawValue).joined(separator: ",")), campaign.dailyCap.sqlValue,
            campaign.perUserCap.sqlValue, (campaign.pacing?.rawValue).sqlValue,
        ]
    }

    /// The campaigns of each of some messages, byte by byte.
    static func campaigns(
        ofMessages ids: [MessageID], _ connection: any SQLConnection
    ) throws -> [MessageID: [CampaignID]] {
        var links: [MessageID: [CampaignID]] = [:]
        for part in chunks(ids) {
            let rows = try connection.query(
                """
                SELECT DISTINCT message_id, campaign_id FROM message_campaigns
                WHERE message_id IN \(list: part) ORDER BY message_id, campaign_id
                """)
            for row in rows {
                links[try row.identifier("message_id"), default: []].append(try row.identifier("campaign_id"))
            }
        }
        return links
    }

    static func message(_ row: SQLRow, campaignIDs: [CampaignID]) throws(StorageError) -> Message {
        Message(
            id: try row.identifier("message_id"), text: try row.text("text"), campaignIDs: campaignIDs,
            createdAt: try row.optionalInstant("created_at"), authorID: try row.optionalIdentifier("author_id"),
            hidden: try row.integer("hidden") != 0, properties: try row.optionalText("properties"))
    }

    static func campaign(_ row: SQLRow, messageIDs: [MessageID]) throws(StorageError) -> Campaign {
        var devices: [Device] = []
        for name in try row.text("devices").split(separator: ",") {
            guard let device = Device(rawValue: String(name)) else {
                throw StorageError(.unexpectedRow, "column devices: not a Device", operation: "read row")
            }
            devices.append(device)
        }
        return Campaign(
            id: try row.identifier("campaign_id"), name: try row.text("name"), kind: try row.optionalText("kind"),
            startsAt: try row.optionalInstant("starts_at"), endsAt: try row.optionalInstant("ends_at"),
            countries: try row.text("countries").split(separator: ",").map(String.init), devices: devices,
            dailyCap: try row.optionalInteger("daily_cap").map { Int($0) },
            perUserCap: try row.optionalInteger("per_user_cap").map { Int($0) },
            pacing: try row.optionalChoice("pacing"), messageIDs: messageIDs)
    }

    /// The last record of each name, in the order of the first ones; names are compared byte by byte.
    private static func lastOfEach<Record>(_ records: [Record], by name: (Record) -> String) -> [Record] {
        var places: [[UInt8]: Int] = [:]
        var last: [Record] = []
        for record in records {
            let key = Array(name(record).utf8)
            if let place = places[key] {
                last[place] = record
            } else {
                places[key] = last.count
                last.append(record)
            }
        }
        return last
    }

    /// Parts of at most 500, below what a statement of either engine may bind.
    private static func chunks<Element>(_ elements: [Element]) -> [ArraySlice<Element>] {
        stride(from: 0, to: elements.count, by: 500).map { elements[$0..<min($0 + 500, elements.count)] }
    }
}

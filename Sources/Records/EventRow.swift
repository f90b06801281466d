import Domain
import Storage

/// How an event lies in its table.
enum EventRow {
    static let columns: [StaticString] = [
        "event_id", "event_time", "event_type", "user_id", "message_id", "campaign_id", "text", "amount",
        "dwell_seconds", "label", "country", "device", "properties",
    ]

    /// `columns` as a SELECT names them; the readers below take the values in this order.
    static let columnList: StaticString = """
        event_id, event_time, event_type, user_id, message_id, campaign_id, text, amount, dwell_seconds, label, \
        country, device, properties
        """

    /// All events in the log's order.
    static var inOrder: SQLStatement {
        "SELECT \(unsafeSQL: columnList) FROM events ORDER BY event_time, event_id"
    }

    static func values(_ event: Event) -> [SQLValue] {
        [
            event.id.sqlValue, event.time.sqlValue, .text(event.type.rawValue), event.userID.sqlValue,
            event.messageID.sqlValue, event.campaignID.sqlValue, event.text.sqlValue, event.amount.sqlValue,
            event.dwellSeconds.sqlValue, event.label.sqlValue, event.country.sqlValue,
            (event.device?.rawValue).sqlValue, event.properties.sqlValue,
        ]
    }

    static func event(_ row: SQLRow) throws(StorageError) -> Event {
        Event(
            id: try row.identifier("event_id"), time: try row.instant("event_time"), type: try row.choice("event_type"),
            userID: try row.identifier("user_id"), messageID: try row.optionalIdentifier("message_id"),
            campaignID: try row.optionalIdentifier("campaign_id"), text: try row.optionalText("text"),
            amount: try row.optionalReal("amount"), dwellSeconds: try row.optionalReal("dwell_seconds"),
            label: try row.optionalInteger("label").map { Int($0) }, country: try row.optionalText("country"),
            device: try row.optionalChoice("device"), properties: try row.optionalText("properties"))
    }
}

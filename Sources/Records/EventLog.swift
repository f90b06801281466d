package import Domain
import Storage

/// The immutable log of what happened, in the order of event time.
package struct EventLog: Sendable {
    private let database: any SQLDatabase
    private let now: @Sendable () -> Instant

    init(database: any SQLDatabase, now: @escaping @Sendable () -> Instant) {
        self.database = database
        self.now = now
    }

    /// How many events of a batch were new.
    package struct AppendResult: Sendable, Hashable {
        /// Events that the log did not have.
        package let inserted: Int
        /// Events whose name the log, or the batch before them, had already.
        package let duplicates: Int

        package init(inserted: Int, duplicates: Int) {
            self.inserted = inserted
            self.duplicates = duplicates
        }
    }

    /// Appends events, all or none; of the events of one name the first stays.
    ///
    /// A new `message` event with `message_id` and `text` creates its message, in the same transaction, where the
    /// catalogue does not have it: written by the user at the event's time, in the event's campaign.
    package func append(_ events: [Event]) async throws -> AppendResult {
        guard !events.isEmpty else { return AppendResult(inserted: 0, duplicates: 0) }
        let time = now()
        return try await database.write { connection in
            let new = try connection.insertNew(
                into: "events", columns: EventRow.columns + ["arrived_at"],
                rows: events.map { EventRow.values($0) + [time.sqlValue] }, keys: ["event_id"])
            let written = new.lazy.map { events[$0] }.compactMap(Self.message)
            try CatalogueRows.insertNew(Array(written), at: time, connection)
            return AppendResult(inserted: new.count, duplicates: events.count - new.count)
        }
    }

    /// The number of events.
    package func count() async throws -> Int {
        try await database.read { connection in
            try connection.first("SELECT COUNT(*) AS events FROM events")?.count("events") ?? 0
        }
    }

    /// The time of the latest event, or nil for an empty log.
    package func latestEventTime() async throws -> Instant? {
        try await database.read { connection in
            try connection.first("SELECT MAX(event_time) AS latest FROM events")?.optionalInstant("latest")
        }
    }

    /// All events, ordered by (event_time, event_id), names compared byte by byte.
    package func all() async throws -> [Event] {
        try await database.read { connection in
            var events: [Event] = []
            try connection.forEach(EventRow.inOrder) { row in events.append(try EventRow.event(row)) }
            return events
        }
    }

    /// Calls `body` with one batch after another, all of one state of the log, in the order of `all`.
    ///
    /// `body` runs on the data base's thread; what it throws ends the walk.
    package func forEach(
        batchSize: Int = 10_000, _ body: @escaping @Sendable ([Event]) throws -> Void
    ) async throws {
        try await database.read { connection in
            var batch: [Event] = []
            batch.reserveCapacity(batchSize)
            try connection.forEach(EventRow.inOrder) { row in
                batch.append(try EventRow.event(row))
                if batch.count >= batchSize {
                    try body(batch)
                    batch.removeAll(keepingCapacity: true)
                }
            }
            if !batch.isEmpty { try body(batch) }
        }
    }

    /// The latest events of a user, latest first.
    package func recent(user: UserID, limit: Int) async throws -> [Event] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT \(unsafeSQL: EventRow.columnList) FROM events WHERE user_id = \(user)
                ORDER BY event_time DESC, event_id DESC LIMIT \(max(0, limit))
                """
            ).map(EventRow.event)
        }
    }

    /// The message that an event creates, or nil where it creates none.
    private static func message(of event: Event) -> Message? {
        guard event.type == .message, let id = event.messageID, let text = event.text else { return nil }
        return Message(
            id: id, text: text, campaignIDs: event.campaignID.map { [$0] } ?? [], createdAt: event.time,
            authorID: event.userID)
    }
}

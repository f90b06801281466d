package import Domain
import Storage

/// What came into the records lately: what a server reads to know more than its snapshot does.
///
/// Rows are read in the order of arrival, a page after another; a row's arrival is stamped by whoever wrote it, just before
/// the transaction, so a row may appear a moment after others of a later arrival.
package struct Arrivals: Sendable {
    private let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    /// A record and when it came in.
    package struct Arrived<Record: Sendable>: Sendable {
        package let record: Record
        /// When it was written.
        package let at: Instant
    }

    /// A place in the order of arrival: after every row of that time whose id is not greater.
    package struct Place: Sendable, Hashable, Comparable {
        package let time: Instant
        package let id: String

        package init(time: Instant, id: String = "") {
            self.time = time
            self.id = id
        }

        package static func < (left: Place, right: Place) -> Bool {
            left.time != right.time ? left.time < right.time : left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        }
    }

    /// What an index build did not see.
    package struct Window: Sendable, Hashable {
        /// The build's as-of time: it saw no event of this time or later.
        package let asOf: Instant
        /// When the build began to read; nil where its history is not known: then nothing is left out for its arrival.
        package let buildStart: Instant?
        /// When the build had ended: what arrived later it cannot have seen, however old the event is.
        package let buildEnd: Instant?
        /// Nothing that arrived later is read; nil for everything.
        package let until: Instant?

        package init(asOf: Instant, build: BuildRecord?, until: Instant? = nil) {
            self.asOf = asOf
            self.buildStart = build?.startedAt
            self.buildEnd = build?.finishedAt
            self.until = until
        }

        /// Where reading begins.
        package var start: Place { Place(time: buildStart ?? Instant(milliseconds: 0)) }
    }

    /// The next events of a window after `place`, by arrival.
    package func events(
        in window: Window, after place: Place, limit: Int
    ) async throws -> [Arrived<Event>] {
        let latest = window.until?.milliseconds ?? .max
        let always = window.buildEnd?.milliseconds ?? .max
        return try await database.read { connection in
            try connection.query(
                """
                SELECT \(unsafeSQL: EventRow.columnList), arrived_at FROM events
                WHERE arrived_at >= \(place.time) AND (arrived_at > \(place.time) OR event_id > \(place.id))
                    AND arrived_at <= \(latest) AND (event_time >= \(window.asOf) OR arrived_at >= \(always))
                ORDER BY arrived_at, event_id LIMIT \(max(0, limit))
                """
            ).map { Arrived(record: try EventRow.event($0), at: try $0.instant("arrived_at")) }
        }
    }

    /// The next messages of a window after `place`, by their last change, each with its campaigns.
    package func messages(
        in window: Window, after place: Place, limit: Int
    ) async throws -> [Arrived<Message>] {
        let latest = window.until?.milliseconds ?? .max
        return try await database.read { connection in
            let rows = try connection.query(
                """
                SELECT * FROM messages
                WHERE changed_at >= \(place.time) AND (changed_at > \(place.time) OR message_id > \(place.id))
                    AND changed_at <= \(latest)
                ORDER BY changed_at, message_id LIMIT \(max(0, limit))
                """)
            let links = try CatalogueRows.campaigns(
                ofMessages: rows.map { try $0.identifier("message_id") }, connection)
            return try rows.map { row in
                let id: MessageID = try row.identifier("message_id")
                return Arrived(
                    record: try CatalogueRows.message(row, campaignIDs: links[id] ?? []),
                    at: try row.instant("changed_at"))
            }
        }
    }
}

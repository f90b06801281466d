package import Domain
package import Storage

/// The domain in SQL: every table of the data base, each behind the type that knows its meaning.
///
/// - Thread safety: any number of tasks may call it and its parts.
package struct RecordStore: Sendable {
    private let database: any SQLDatabase

    /// The event log, the source of truth.
    package let events: EventLog
    /// Messages, campaigns and their links.
    package let catalogue: Catalogue
    /// Lines that the data contract refused.
    package let quarantine: Quarantine
    /// Aggregates of the index builds.
    package let analytics: AnalyticsTables
    /// What was recommended, and why.
    package let recommendations: RecommendationLog
    /// Requests served, by minute.
    package let requests: RequestLog
    /// The history of index builds.
    package let builds: BuildLog
    /// What came in lately.
    package let arrivals: Arrivals

    /// Uses a data base whose schema is, or will be, migrated by `migrate`.
    ///
    /// - Parameter now: what events and messages that are written are stamped with.
    package init(
        database: any SQLDatabase,
        now: @escaping @Sendable () -> Instant = WallClock.now
    ) {
        self.database = database
        self.events = EventLog(database: database, now: now)
        self.catalogue = Catalogue(database: database, now: now)
        self.quarantine = Quarantine(database: database)
        self.analytics = AnalyticsTables(database: database)
        self.recommendations = RecommendationLog(database: database)
        self.requests = RequestLog(database: database)
        self.builds = BuildLog(database: database)
        self.arrivals = Arrivals(database: database)
    }

    /// Opens the data base of a URL (`postgresql://…`, `sqlite:PATH` or a path) and brings its schema up to date.
    ///
    /// - Throws: `StorageError` where it cannot be reached, or its schema does not fit this program.
    package static func open(url: String) async throws -> RecordStore {
        let store = RecordStore(database: try openDatabase(url))
        do {
            _ = try await store.migrate()
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    /// Which engine keeps the records.
    package var engine: SQLEngine { database.engine }

    /// Applies the migrations that are missing, and returns them.
    @discardableResult
    package func migrate() async throws -> [Migration] {
        try await Migrator(Schema.migrations).migrate(database)
    }

    /// Asks the data base for one row, to know whether it answers.
    package func ping() async throws {
        _ = try await database.read { connection in try connection.query("SELECT 1 AS one") }
    }

    /// Lets running work end, then closes the connections.
    package func close() async { await database.close() }
}

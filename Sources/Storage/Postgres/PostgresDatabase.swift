#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A PostgreSQL data base: a pool of connections, each on a thread of its own.
///
/// A connection is made when a thread has its first work, and made again when it broke: the BEGIN of a transaction finds
/// out, so nothing is ever run twice. A deadlock runs the transaction's body again, at most three times.
///
/// - Thread safety: any number of tasks may call it; they wait for a free connection without holding a thread.
package final class PostgresDatabase: SQLDatabase {
    private typealias Job = @Sendable (PostgresSession) -> Void

    private let pool: WorkerPool<Job>

    package var engine: SQLEngine { .postgres }

    /// Checks the URL and starts the threads, without connecting yet; TLS and anything else as libpq reads the URL.
    ///
    /// - Throws: `StorageError` of code `configuration` for a URL that cannot be understood, without quoting it.
    package init(
        url: String, poolSize: Int = 8, connectTimeout: Duration = .seconds(5),
        statementTimeout: Duration = .seconds(120)
    ) throws(StorageError) {
        let settings = try PostgresSettings(
            url: url, connectTimeout: connectTimeout, statementTimeout: statementTimeout)
        self.pool = try WorkerPool(name: "murmur.postgres", threads: poolSize, capacity: 10_000) { queue in
            let session = PostgresSession(settings)
            while let job = queue.take().first { job(session) }
        }
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await perform { session in try session.transaction(readOnly: true, body) }
    }

    package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await perform { session in try session.transaction(readOnly: false, body) }
    }

    package func close() async { await pool.close() }

    private func perform<T: Sendable>(_ work: @escaping @Sendable (PostgresSession) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try pool.submit(
                    { session in continuation.resume(with: Result { try work(session) }) },
                    operation: "wait for PostgreSQL")
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}

/// The connection of one thread, made when it is needed.
final class PostgresSession {
    private let settings: PostgresSettings
    private var connection: PostgresConnection?

    /// How often a transaction is run that loses a deadlock.
    private static let attempts = 4

    init(_ settings: PostgresSettings) { self.settings = settings }

    /// Runs `body` in a transaction.
    func transaction<T>(readOnly: Bool, _ body: (any SQLConnection) throws -> T) throws -> T {
        var attempt = 1
        while true {
            let connection = try begin(readOnly: readOnly)
            do {
                let result = try body(connection)
                try connection.commit()
                return result
            } catch {
                connection.rollback()
                if connection.failure?.code == .conflict, attempt < Self.attempts {
                    // Let the winner go on, or the loser takes the same row again before it.
                    usleep(UInt32(attempt) * 10_000)
                    attempt += 1
                    continue
                }
                throw error
            }
        }
    }

    /// Starts a transaction, on a new connection where the old one turns out to be broken.
    private func begin(readOnly: Bool) throws(StorageError) -> PostgresConnection {
        if let connection, !connection.isBroken {
            do {
                try connection.begin(readOnly: readOnly)
                return connection
            } catch {
                guard error.code == .connectionLost || connection.isBroken else { throw error }
            }
        }
        connection = nil
        let fresh = try PostgresConnection(settings)
        try fresh.begin(readOnly: readOnly)
        connection = fresh
        return fresh
    }
}

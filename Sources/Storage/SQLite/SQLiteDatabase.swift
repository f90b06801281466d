import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// A SQLite file in WAL mode: one writer, and readers that it does not keep waiting.
///
/// - Thread safety: work runs on GRDB's own queues; any number of tasks may call it.
package final class SQLiteDatabase: SQLDatabase {
    private let writer: any DatabaseWriter
    private let isClosed = Atomic(false)

    package var engine: SQLEngine { .sqlite }

    /// Opens the file at `path`, and creates it and its folder where they do not exist; `:memory:` is a data base that
    /// lives as long as this object.
    ///
    /// - Parameter busyTimeout: How long a writer waits for another process's write transaction.
    /// - Throws: `StorageError` of code `cannotConnect`.
    package init(path: String, busyTimeout: Duration = .seconds(10), readers: Int = 4) throws {
        var configuration = Configuration()
        configuration.label = "murmur.sqlite"
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.maximumReaderCount = max(1, readers)
        configuration.prepareDatabase { database in
            // The writer keeps 64 MiB of pages, so that the indexes of a million events are written from memory.
            let kibibytes = database.configuration.readonly ? 8192 : 65536
            try database.execute(sql: "PRAGMA cache_size = -\(kibibytes)")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // A checkpoint every 32 MiB of log instead of 4: a page that many batches touch is written back once.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        do {
            if path == ":memory:" {
                writer = try DatabaseQueue(configuration: configuration)
            } else {
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                writer = try SQLiteDatabase.openPool(path: path, configuration: configuration)
            }
        } catch let error as DatabaseError {
            throw StorageError(
                .cannotConnect, "\(path): \(error.message ?? "SQLite error")", operation: "open SQLite file",
                engineCode: "\(error.extendedResultCode.rawValue)")
        } catch {
            throw StorageError(
                .cannotConnect, "\(path): cannot create its folder", operation: "open SQLite file", underlying: error)
        }
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try checkOpen("read transaction")
        do {
            return try await writer.read { database in
                try body(SQLiteConnection(database))
            }
        } catch let error as DatabaseError {
            throw StorageError(sqlite: error, operation: "read transaction")
        }
    }

    package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try checkOpen("write transaction")
        do {
            return try await writer.write { database in
                let connection = SQLiteConnection(database)
                let result = try body(connection)
                if let failure = connection.failure { throw failure }
                return result
            }
        } catch let error as DatabaseError {
            throw StorageError(sqlite: error, operation: "write transaction")
        }
    }

    package func close() async {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // Closing waits for running statements, which may be long: not on a thread of the cooperative pool.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [writer] in
                try? writer.close()
                continuation.resume()
            }
        }
    }

    private func checkOpen(_ operation: String) throws(StorageError) {
        if isClosed.load(ordering: .acquiring) {
            throw StorageError(.closed, "the data base is closed", operation: operation)
        }
    }

    /// Two processes that switch a new file to WAL at once can see "busy" before any busy timeout applies.
    private static func openPool(path: String, configuration: Configuration) throws -> DatabasePool {
        for _ in 0..<40 {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        return try DatabasePool(path: path, configuration: configuration)
    }
}

extension StorageError {
    /// The error of a GRDB call, without its arguments.
    init(sqlite error: DatabaseError, operation: String) {
        self.init(
            sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "SQLite error",
            operation: error.sql ?? operation)
    }

    /// The error of an extended result code of SQLite.
    init(sqliteCode: Int32, message: String, operation: String) {
        let code: Code =
            switch sqliteCode & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: .conflict
            case SQLITE_CONSTRAINT: .constraint
            case SQLITE_READONLY: .readOnly
            case SQLITE_CANTOPEN, SQLITE_NOTADB: .cannotConnect
            case SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE: .invalidValue
            case SQLITE_ERROR: .invalidStatement
            case SQLITE_MISUSE: message.contains("closed") ? .closed : .engine
            default: .engine
            }
        self.init(code, message, operation: operation, engineCode: "\(sqliteCode)")
    }
}

import GRDB
import GRDBSQLite

/// The statements of one SQLite transaction.
///
/// GRDB owns the connection, its transaction and the cache of prepared statements; binding, stepping and reading columns
/// go to SQLite itself, which is what a log of hundreds of thousands of rows needs.
final class SQLiteConnection: SQLConnection {
    private let database: Database
    /// The first statement that failed; its transaction must not be kept.
    private(set) var failure: StorageError?

    init(_ database: Database) { self.database = database }

    var engine: SQLEngine { .sqlite }

    func execute(_ statement: SQLStatement) throws -> Int {
        try keepingFailure {
            let cursor = try prepare(statement)
            defer { cursor.reset() }
            let before = sqlite3_total_changes64(database.sqliteConnection)
            while try cursor.step() {}
            return Int(sqlite3_total_changes64(database.sqliteConnection) - before)
        }
    }

    func query(_ statement: SQLStatement) throws -> [SQLRow] {
        var rows: [SQLRow] = []
        try forEach(statement) { rows.append($0) }
        return rows
    }

    func forEach(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws {
        let cursor = try keepingFailure { try prepare(statement) }
        defer { cursor.reset() }
        let columns = cursor.columnNames
        while try keepingFailure({ try cursor.step() }) {
            try body(SQLRow(columns: columns, values: cursor.values(columns.count)))
        }
    }

    func insert(
        into table: StaticString, columns: [StaticString], rows: [[SQLValue]], onConflict: InsertConflict
    ) throws -> Int {
        try keepingFailure {
            let bulk = try BulkInsert(
                into: table, columns: columns, rows: rows, onConflict: onConflict, engine: .sqlite)
            return try run(bulk).count
        }
    }

    func insertNew(
        into table: StaticString, columns: [StaticString], rows: [[SQLValue]], keys: [StaticString]
    ) throws -> [Int] {
        try keepingFailure {
            let bulk = try BulkInsert(
                into: table, columns: columns, rows: rows, onConflict: .ignore(keys: keys), engine: .sqlite)
            return try run(bulk).map { bulk.positions[$0] }
        }
    }

    func lock(_ name: StaticString) throws {}

    /// Writes the rows and returns the indexes of those that changed the table.
    private func run(_ bulk: BulkInsert) throws(StorageError) -> [Int] {
        guard !bulk.rows.isEmpty else { return [] }
        let cursor = try prepare(bulk.text(rows: 1, engine: .sqlite, returningKeys: false))
        defer { cursor.reset() }
        var written: [Int] = []
        written.reserveCapacity(bulk.rows.count)
        var changes = sqlite3_total_changes64(database.sqliteConnection)
        for (index, row) in bulk.rows.enumerated() {
            try cursor.bind(row)
            while try cursor.step() {}
            cursor.reset()
            let total = sqlite3_total_changes64(database.sqliteConnection)
            if total != changes { written.append(index) }
            changes = total
        }
        return written
    }

    private func prepare(_ statement: SQLStatement) throws(StorageError) -> SQLiteCursor {
        let text = statement.text(for: .sqlite)
        for value in statement.binds { try value.validate(operation: text) }
        let cursor = try prepare(text)
        try cursor.bind(statement.binds)
        return cursor
    }

    private func prepare(_ text: String) throws(StorageError) -> SQLiteCursor {
        do {
            var statement = try database.cachedStatement(sql: text)
            if sqlite3_stmt_busy(statement.sqliteStatement) != 0 {
                // The same text is being stepped through further up; it keeps its own statement.
                statement = try database.makeStatement(sql: text)
            }
            return SQLiteCursor(statement: statement, connection: database.sqliteConnection, text: text)
        } catch let error as DatabaseError {
            throw StorageError(sqlite: error, operation: text)
        } catch {
            throw StorageError(.engine, "cannot prepare", operation: text, underlying: error)
        }
    }

    private func keepingFailure<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as StorageError {
            failure = failure ?? error
            throw error
        }
    }
}

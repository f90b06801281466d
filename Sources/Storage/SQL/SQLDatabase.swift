/// A data base: two engines, one set of SQL.
///
/// - Thread safety: any number of tasks may call it; the blocking work runs on threads of the engine's own.
package protocol SQLDatabase: Sendable {
    /// Which engine it is.
    var engine: SQLEngine { get }

    /// Runs `body` on one unchanging state of the data base; a write in it throws `readOnly`.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

    /// Runs `body` in one transaction: kept when it returns, undone when it throws.
    ///
    /// A statement that fails spoils its transaction, even where `body` catches the error. After a deadlock the body
    /// runs again, so it should have no effect but through its connection.
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

    /// Lets running work end, then closes the connections; later calls throw `closed`.
    func close() async
}

/// One connection inside a transaction; valid only during the closure that it was given to.
package protocol SQLConnection {
    /// Which engine it is, for the rare statement that must differ.
    var engine: SQLEngine { get }

    /// Runs a statement and returns the number of rows that it changed.
    @discardableResult
    func execute(_ statement: SQLStatement) throws -> Int

    /// Runs a statement and returns its rows.
    func query(_ statement: SQLStatement) throws -> [SQLRow]

    /// Runs a SELECT and calls `body` with one row after another, without holding all of them.
    func forEach(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws

    /// Inserts many rows, each with one value for each of `columns`, and returns how many were written.
    ///
    /// With `.ignore` the first row of a key stays, with `.replace` the last row of a key is written, both within
    /// `rows` and against the table.
    @discardableResult
    func insert(
        into table: StaticString, columns: [StaticString], rows: [[SQLValue]], onConflict: InsertConflict
    ) throws -> Int

    /// Inserts the rows whose key is new, and returns the positions in `rows` of those that were inserted, ascending.
    func insertNew(
        into table: StaticString, columns: [StaticString], rows: [[SQLValue]], keys: [StaticString]
    ) throws -> [Int]

    /// Waits for the one lock of this name, and holds it until the transaction ends.
    ///
    /// SQLite has one writer at a time anyway, so there it does nothing.
    func lock(_ name: StaticString) throws
}

extension SQLConnection {
    /// The first row of a statement, or nil where it has none.
    package func first(_ statement: SQLStatement) throws -> SQLRow? { try query(statement).first }
}

/// What a bulk insert does with a row whose key is already there.
package enum InsertConflict: Sendable {
    /// It throws, and the transaction is undone.
    case fail
    /// The row that is there stays; `keys` are the columns of a primary key or a unique constraint.
    case ignore(keys: [StaticString])
    /// The row that is there gets the new values; `keys` are the columns of a primary key or a unique constraint.
    case replace(keys: [StaticString])

    /// The columns of the key.
    var keys: [StaticString] {
        switch self {
        case .fail: []
        case .ignore(let keys), .replace(let keys): keys
        }
    }
}

import CLibpq

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One connection to a PostgreSQL server, used by the one thread that owns it.
///
/// Statements are prepared once and kept by name. An answer is waited for with `poll` and a deadline, so that a server
/// that stopped answering costs a time-out and not a thread.
final class PostgresConnection: SQLConnection {
    private let handle: OpaquePointer
    private let patience: Duration
    private var prepared: [String: String] = [:]
    private var names = 0
    /// The first statement of the current transaction that failed.
    private(set) var failure: StorageError?

    /// The number of prepared statements that a connection keeps.
    private static let preparedLimit = 200
    /// The rows that a streamed answer fetches at a time.
    private static let fetchSize = 2000

    /// Connects.
    init(_ settings: PostgresSettings) throws(StorageError) {
        self.handle = try settings.connect()
        // The server ends a long statement itself; the extra seconds are for its answer to arrive.
        self.patience = settings.statementTimeout + .seconds(10)
        let milliseconds = settings.statementTimeout / .milliseconds(1)
        try command("SET timezone TO 'UTC'")
        try command(
            """
            SELECT set_config('statement_timeout', '\(Int64(milliseconds))', false) \
            WHERE current_setting('statement_timeout') = '0'
            """)
    }

    deinit { PQfinish(handle) }

    var engine: SQLEngine { .postgres }

    /// Whether the connection can be used no more.
    var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }

    // MARK: Transactions

    /// Starts a transaction; a read-only one sees one state of the data base throughout.
    func begin(readOnly: Bool) throws(StorageError) {
        failure = nil
        try command(readOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN")
    }

    /// Commits, and throws where the server rolled back instead.
    func commit() throws(StorageError) {
        if let failure { throw failure }
        let result = try command("COMMIT")
        guard result.commandTag == "COMMIT" else {
            throw StorageError(.engine, "the server rolled the transaction back", operation: "COMMIT")
        }
    }

    /// Rolls back; where that fails too the connection is broken, and its transaction gone with it.
    func rollback() {
        guard !isBroken else { return }
        _ = try? command("ROLLBACK")
    }

    // MARK: Statements

    func execute(_ statement: SQLStatement) throws -> Int {
        try run(statement).changedRows
    }

    func query(_ statement: SQLStatement) throws -> [SQLRow] {
        try run(statement).rows()
    }

    func forEach(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws {
        names += 1
        let cursor = "c\(names)"
        let text = "DECLARE \(cursor) NO SCROLL CURSOR FOR " + statement.text(for: .postgres)
        let types = statement.binds.map(PostgresType.announced)
        for value in statement.binds {
            try keepingFailure { () throws(StorageError) in try value.validate(operation: text) }
        }
        let parameters = PostgresParameters(statement.binds)
        try keepingFailure { () throws(StorageError) in
            _ = try answer(to: text) {
                parameters.withPointers { values, lengths, formats in
                    PQsendQueryParams(handle, text, Int32(parameters.count), types, values, lengths, formats, 0)
                }
            }
        }
        while true {
            let rows = try command("FETCH FORWARD \(Self.fetchSize) FROM \(cursor)").rows()
            do {
                for row in rows { try body(row) }
            } catch {
                // The transaction may go on where the caller catches the error.
                if failure == nil { try command("CLOSE \(cursor)") }
                throw error
            }
            if rows.count < Self.fetchSize { break }
        }
        try command("CLOSE \(cursor)")
    }

    func lock(_ name: StaticString) throws {
        let key = Int64(bitPattern: FNV1a64.hash(name.description.utf8))
        _ = try query("SELECT pg_advisory_xact_lock(\(key))")
    }

    private func run(_ statement: SQLStatement) throws(StorageError) -> PostgresResult {
        let text = statement.text(for: .postgres)
        for value in statement.binds {
            try keepingFailure { () throws(StorageError) in try value.validate(operation: text) }
        }
        return try run(
            text, types: statement.binds.map(PostgresType.announced), parameters: PostgresParameters(statement.binds))
    }

    /// Runs a statement that is prepared under its text and the types of its binds.
    func run(_ text: String, types: [UInt32], parameters: PostgresParameters) throws(StorageError) -> PostgresResult {
        try keepingFailure { () throws(StorageError) in
            let name = try prepare(text, types: types)
            return try answer(to: text) {
                parameters.withPointers { values, lengths, formats in
                    PQsendQueryPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 0)
                }
            }
        }
    }

    private func prepare(_ text: String, types: [UInt32]) throws(StorageError) -> String {
        let key = types.allSatisfy { $0 == PostgresType.unknown } ? text : "\(types) \(text)"
        if let name = prepared[key] { return name }
        if prepared.count >= Self.preparedLimit {
            _ = try answer(to: "DEALLOCATE ALL") { PQsendQuery(handle, "DEALLOCATE ALL") }
            prepared = [:]
        }
        names += 1
        let name = "s\(names)"
        _ = try answer(to: text) { PQsendPrepare(handle, name, text, Int32(types.count), types) }
        prepared[key] = name
        return name
    }

    /// Runs a text of our own without binds.
    @discardableResult
    private func command(_ text: String) throws(StorageError) -> PostgresResult {
        try keepingFailure { () throws(StorageError) in try answer(to: text) { PQsendQuery(handle, text) } }
    }

    // MARK: The wire

    /// Sends by `send`, waits for the answer and turns a failure into an error.
    private func answer(to text: String, send: () -> Int32) throws(StorageError) -> PostgresResult {
        guard send() == 1 else { throw broken(text) }
        let deadline = ContinuousClock.now + patience
        var kept: PostgresResult?
        while true {
            while PQisBusy(handle) != 0 {
                try waitForInput(until: deadline, operation: text)
                guard PQconsumeInput(handle) == 1 else { throw broken(text) }
            }
            guard let next = PQgetResult(handle) else { break }
            let result = PostgresResult(owning: next)
            // Of several answers the first failure counts.
            if kept?.isSuccess ?? true { kept = result }
        }
        guard let kept else { throw broken(text) }
        guard kept.isSuccess else { throw error(kept, text) }
        return kept
    }

    private func waitForInput(until deadline: ContinuousClock.Instant, operation: String) throws(StorageError) {
        while true {
            let left = (deadline - ContinuousClock.now) / .milliseconds(1)
            guard left > 0 else {
                // Nobody can tell any more which answer belongs to which question: the connection must go.
                shutdown(PQsocket(handle), Int32(SHUT_RDWR))
                _ = PQconsumeInput(handle)
                throw StorageError(.timeout, "the server does not answer", operation: operation)
            }
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            let ready = poll(&descriptor, 1, Int32(min(left.rounded(.up), 60_000)))
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw broken(operation) }
        }
    }

    private func broken(_ operation: String) -> StorageError {
        StorageError(.connectionLost, "the connection to PostgreSQL broke", operation: operation)
    }

    private func error(_ result: PostgresResult, _ text: String) -> StorageError {
        let state = result.state ?? ""
        guard !isBroken else {
            return StorageError(
                .connectionLost, result.primaryMessage ?? "the connection to PostgreSQL broke", operation: text,
                engineCode: result.state)
        }
        let code: StorageError.Code =
            switch state {
            case "40001", "40P01", "55P03": .conflict
            case "57014": .timeout
            case "25006": .readOnly
            case "57P01", "57P02", "57P03": .connectionLost
            case "53300": .unavailable
            default:
                switch state.prefix(2) {
                case "08": .connectionLost
                case "22": .invalidValue
                case "23": .constraint
                case "42": .invalidStatement
                default: .engine
                }
            }
        // The messages of class 22 quote the value.
        let message = code == .invalidValue ? "the server refused a value" : result.primaryMessage ?? "no reason given"
        return StorageError(code, message, operation: text, engineCode: result.state)
    }

    /// Remembers the first failure of the transaction, which the server will not let commit.
    func keepingFailure<T>(_ body: () throws(StorageError) -> T) throws(StorageError) -> T {
        do {
            return try body()
        } catch {
            failure = failure ?? error
            throw error
        }
    }
}

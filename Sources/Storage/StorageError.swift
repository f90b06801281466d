/// Why a data base or a cache did not do what was asked, without any value that was bound to a statement.
package struct StorageError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is: what a caller may decide on.
    package enum Code: String, Sendable, CaseIterable {
        /// No connection could be made.
        case cannotConnect
        /// The connection broke; of an unfinished transaction nothing is kept.
        case connectionLost
        /// The server did not answer in time.
        case timeout
        /// The door is overloaded, or resting after a failure to connect.
        case unavailable
        /// Another transaction was in the way; the same work may succeed when tried again.
        case conflict
        /// A unique key, a NOT NULL or a CHECK was violated.
        case constraint
        /// The statement is wrong: syntax, unknown table, wrong number of binds.
        case invalidStatement
        /// A value cannot be stored: a NUL character in a text, not a number, out of range.
        case invalidValue
        /// A row does not hold what the reader expects of it.
        case unexpectedRow
        /// A write inside a read.
        case readOnly
        /// The door was closed.
        case closed
        /// A URL or a setting cannot be understood.
        case configuration
        /// The schema does not fit this program.
        case migration
        /// Anything else that the engine reports.
        case engine
    }

    /// What kind of failure it is.
    package let code: Code
    /// What happened, in words for an operator.
    package let message: String
    /// The engine's own code: an SQLSTATE, or SQLite's extended result code.
    package let engineCode: String?
    /// What was being done: the beginning of the statement with its placeholders, or the name of the step.
    package let operation: String
    /// The error below this one, where there was one.
    package let underlying: (any Error)?

    package init(
        _ code: Code, _ message: String, operation: String, engineCode: String? = nil, underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.engineCode = engineCode
        self.operation = StorageError.shortened(operation)
        self.underlying = underlying
    }

    package var description: String {
        let engine = engineCode.map { " [\($0)]" } ?? ""
        return "\(code.rawValue): \(message)\(engine) (\(operation))"
    }

    /// One line of at most 160 characters, so that a bulk statement does not fill a log.
    private static func shortened(_ operation: String) -> String {
        let line = operation.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= 160 ? line : line.prefix(160) + "…"
    }
}

import GRDB
import GRDBSQLite

/// One prepared statement of SQLite: binds in, rows out; used by one thread, inside its transaction.
struct SQLiteCursor {
    /// Keeps the prepared statement alive.
    let statement: Statement
    let connection: OpaquePointer?
    let text: String

    private var handle: OpaquePointer { statement.sqliteStatement }

    /// Tells SQLite to copy what it is given, `SQLITE_TRANSIENT`, a cast that C's header cannot express to Swift.
    private static var copying: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    /// Binds all the values of the statement.
    func bind(_ values: [SQLValue]) throws(StorageError) {
        guard values.count == Int(sqlite3_bind_parameter_count(handle)) else {
            throw StorageError(
                .invalidStatement,
                "\(values.count) values for \(sqlite3_bind_parameter_count(handle)) placeholders", operation: text)
        }
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let code: Int32 =
                switch value {
                case .null: sqlite3_bind_null(handle, position)
                case .integer(let number): sqlite3_bind_int64(handle, position, number)
                case .real(let number): sqlite3_bind_double(handle, position, number)
                case .text(let text): bind(text, at: position)
                case .blob(let bytes): bind(bytes, at: position)
                }
            guard code == SQLITE_OK else { throw error(code) }
        }
    }

    /// Steps to the next row; false at the end.
    func step() throws(StorageError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw error(code)
        }
    }

    /// Makes the statement ready for another run.
    func reset() {
        // Reports again the error of the last step, which has been thrown already.
        _ = sqlite3_reset(handle)
    }

    /// The names of the answer's columns.
    var columnNames: [String] {
        (0..<sqlite3_column_count(handle)).map { index in
            sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
        }
    }

    /// The values of the current row.
    func values(_ count: Int) -> [SQLValue] {
        (0..<Int32(count)).map { index in
            switch sqlite3_column_type(handle, index) {
            case SQLITE_INTEGER:
                return .integer(sqlite3_column_int64(handle, index))
            case SQLITE_FLOAT:
                return .real(sqlite3_column_double(handle, index))
            case SQLITE_TEXT:
                // The text first, its length after it: the other order may count another encoding's bytes.
                let start = sqlite3_column_text(handle, index)
                let count = Int(sqlite3_column_bytes(handle, index))
                return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
            case SQLITE_BLOB:
                let start = sqlite3_column_blob(handle, index)
                let count = Int(sqlite3_column_bytes(handle, index))
                return .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
            default:
                return .null
            }
        }
    }

    private func bind(_ text: String, at position: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else {
                    return sqlite3_bind_text(handle, position, "", 0, Self.copying)
                }
                return sqlite3_bind_text64(
                    handle, position, start, UInt64(characters.count), Self.copying, UInt8(SQLITE_UTF8))
            }
        }
    }

    private func bind(_ bytes: [UInt8], at position: Int32) -> Int32 {
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, position, 0) }
        return bytes.withUnsafeBytes { buffer in
            sqlite3_bind_blob64(handle, position, buffer.baseAddress, UInt64(buffer.count), Self.copying)
        }
    }

    private func error(_ code: Int32) -> StorageError {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "SQLite error"
        return StorageError(
            sqliteCode: sqlite3_extended_errcode(connection), message: message, operation: text)
    }
}

/// One row of an answer, read by column name.
///
/// - Complexity: a getter is O(columns) in comparisons of short names.
package struct SQLRow: Sendable {
    /// The names of the columns, in order.
    package let columns: [String]
    /// The values, in the order of `columns`.
    package let values: [SQLValue]

    init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column.
    ///
    /// - Throws: `StorageError` of code `unexpectedRow`, naming the column, where there is no such column; so do all getters.
    package func value(_ column: String) throws(StorageError) -> SQLValue {
        guard let index = columns.firstIndex(of: column) else {
            throw StorageError(
                .unexpectedRow, "no column \(column); there are \(columns.joined(separator: ", "))",
                operation: "read row")
        }
        return values[index]
    }

    /// A text that is not null.
    package func text(_ column: String) throws(StorageError) -> String {
        guard let text = try optionalText(column) else { throw mismatch(column, expected: "text", got: .null) }
        return text
    }

    /// A text, or nil for null.
    package func optionalText(_ column: String) throws(StorageError) -> String? {
        switch try value(column) {
        case .text(let text): return text
        case .null: return nil
        case let other: throw mismatch(column, expected: "text", got: other)
        }
    }

    /// An integer that is not null.
    package func integer(_ column: String) throws(StorageError) -> Int64 {
        guard let number = try optionalInteger(column) else { throw mismatch(column, expected: "integer", got: .null) }
        return number
    }

    /// An integer, or nil for null.
    package func optionalInteger(_ column: String) throws(StorageError) -> Int64? {
        switch try value(column) {
        case .integer(let number): return number
        case .null: return nil
        case let other: throw mismatch(column, expected: "integer", got: other)
        }
    }

    /// A number that is not null; an integer is converted.
    package func real(_ column: String) throws(StorageError) -> Double {
        guard let number = try optionalReal(column) else { throw mismatch(column, expected: "real", got: .null) }
        return number
    }

    /// A number, or nil for null; an integer is converted.
    package func optionalReal(_ column: String) throws(StorageError) -> Double? {
        switch try value(column) {
        case .real(let number): return number
        case .integer(let number): return Double(number)
        case .null: return nil
        case let other: throw mismatch(column, expected: "real", got: other)
        }
    }

    /// Bytes that are not null.
    package func blob(_ column: String) throws(StorageError) -> [UInt8] {
        switch try value(column) {
        case .blob(let bytes): return bytes
        case let other: throw mismatch(column, expected: "blob", got: other)
        }
    }

    private func mismatch(_ column: String, expected: String, got value: SQLValue) -> StorageError {
        StorageError(
            .unexpectedRow, "column \(column): expected \(expected), got \(value.typeName)", operation: "read row")
    }
}

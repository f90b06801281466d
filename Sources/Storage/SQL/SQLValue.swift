/// One value that goes into a statement or comes out of a row.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// The name of the value's type, for messages; never the value itself.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .real: "real"
        case .text: "text"
        case .blob: "blob"
        }
    }

    /// Refuses what one of the two engines cannot hold, so that the same data fit both.
    ///
    /// PostgreSQL has no NUL character in a text, and SQLite turns not-a-number into NULL.
    func validate(operation: String) throws(StorageError) {
        switch self {
        case .text(let text):
            if text.utf8.contains(0) {
                throw StorageError(.invalidValue, "a text holds a NUL character", operation: operation)
            }
        case .real(let number):
            if number.isNaN {
                throw StorageError(.invalidValue, "a real is not a number", operation: operation)
            }
        case .null, .integer, .blob:
            break
        }
    }
}

/// A Swift type whose values can be bound to a statement.
package protocol SQLBindable {
    /// The value as the data base holds it.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    package var sqlValue: SQLValue { self }
}

extension Int64: SQLBindable {
    package var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLBindable {
    /// 1 or 0, the same on both engines.
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension Double: SQLBindable {
    package var sqlValue: SQLValue { .real(self) }
}

extension String: SQLBindable {
    package var sqlValue: SQLValue { .text(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    package var sqlValue: SQLValue {
        // Not `map(\.sqlValue)`: a key path of a generic type is looked up at run time, once a value.
        switch self {
        case .some(let value): value.sqlValue
        case .none: .null
        }
    }
}

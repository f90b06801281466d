package import Domain
package import Storage

extension Identifier: SQLBindable {
    package var sqlValue: SQLValue { .text(rawValue) }
}

extension Instant: SQLBindable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var sqlValue: SQLValue { .integer(milliseconds) }
}

extension SQLRow {
    /// An identifier that is not null.
    func identifier<Entity>(_ column: String) throws(StorageError) -> Identifier<Entity> {
        Identifier(try text(column))
    }

    /// An identifier, or nil for null.
    func optionalIdentifier<Entity>(_ column: String) throws(StorageError) -> Identifier<Entity>? {
        try optionalText(column).map { Identifier($0) }
    }

    /// A time that is not null.
    func instant(_ column: String) throws(StorageError) -> Instant {
        Instant(milliseconds: try integer(column))
    }

    /// A time, or nil for null.
    func optionalInstant(_ column: String) throws(StorageError) -> Instant? {
        try optionalInteger(column).map { Instant(milliseconds: $0) }
    }

    /// An integer that is not null, as Swift counts.
    func count(_ column: String) throws(StorageError) -> Int { Int(try integer(column)) }

    /// A case of an enumeration by its raw value.
    func choice<Choice: RawRepresentable<String>>(_ column: String) throws(StorageError) -> Choice {
        let text = try text(column)
        guard let choice = Choice(rawValue: text) else {
            throw StorageError(.unexpectedRow, "column \(column): not a \(Choice.self)", operation: "read row")
        }
        return choice
    }

    /// A case of an enumeration by its raw value, or nil for null.
    func optionalChoice<Choice: RawRepresentable<String>>(_ column: String) throws(StorageError) -> Choice? {
        try optionalText(column) == nil ? nil : try choice(column)
    }
}

package import Domain

/// Reads plain interaction files, `user item [weight] [time]` a line, and numbers users and items across all of them.
///
/// **Format.** Fields are separated by tabs, commas or spaces, whichever the first line shows, in this order of
/// preference; the file may be gzipped. A first line that names a user and an item column is a header (`user_id`, `item`,
/// `rating`, `timestamp` and the like, in any order, capitals and RecBole's `:token` aside), and columns with other
/// names are passed over. Without a header the third of three columns is the weight, or the time where the first line
/// has a date or a number above 10⁸ in it. Weights are finite numbers. Times are RFC 3339, or finite numbers of
/// seconds; numbers from 10¹¹ on are milliseconds. Blank lines are passed over.
///
/// Names are compared byte by byte. Nothing is guessed later: every line must have as many fields as the first.
///
/// - Complexity: O(bytes); memory for the names and 24 bytes a row.
package struct InteractionFileReader {
    private var users = NameTable()
    private var items = NameTable()

    package init() {}

    /// Reads one file.
    ///
    /// - Throws: `InteractionFileError` naming file and line; `IngestInputError` where the file cannot be opened.
    package static func table(path: String) throws -> InteractionTable {
        var reader = InteractionFileReader()
        let file = try reader.rows(path: path)
        return try reader.table(file)
    }

    /// Reads two files into tables with one numbering, train first.
    ///
    /// - Throws: As `table(path:)`.
    package static func tables(train: String, test: String) throws -> (train: InteractionTable, test: InteractionTable)
    {
        var reader = InteractionFileReader()
        let first = try reader.rows(path: train)
        let second = try reader.rows(path: test)
        return (try reader.table(first), try reader.table(second))
    }

    /// Reads a file that is in memory, plain or gzipped.
    ///
    /// - Throws: As `table(path:)`, calling the file `name`.
    package static func table(bytes: [UInt8], name: String) throws -> InteractionTable {
        var reader = InteractionFileReader()
        let file = try reader.rows(of: InputSource(place: .body(bytes), format: .csv, name: name))
        return try reader.table(file)
    }

    private struct File {
        var rows: [InteractionTable.Row] = []
        var hasTimes = false
    }

    private func table(_ file: File) throws -> InteractionTable {
        try InteractionTable(users: users.names, items: items.names, rows: file.rows, hasTimes: file.hasTimes)
    }

    private mutating func rows(path: String) throws -> File {
        try rows(of: InputSource(place: .file(path), format: .csv, name: path))
    }

    private mutating func rows(of source: InputSource) throws -> File {
        var file = File()
        var layout: (separator: FieldSeparator, columns: InteractionColumns)?
        try TextFile.forEachLine(of: source) { line throws(ContractViolation) in
            if let layout {
                file.rows.append(try row(layout.separator.fields(of: line), layout.columns))
                return
            }
            let separator = FieldSeparator(of: line)
            let fields = try separator.fields(of: line)
            if let columns = try InteractionColumns(header: fields) {
                layout = (separator, columns)
                file.hasTimes = columns.time != nil
                return
            }
            let columns = try InteractionColumns(firstLine: fields)
            layout = (separator, columns)
            file.hasTimes = columns.time != nil
            file.rows.append(try row(fields, columns))
        }
        guard !file.rows.isEmpty else {
            throw InteractionFileError(source: source.name, line: nil, reason: "expected interactions, got none")
        }
        return file
    }

    private mutating func row(
        _ fields: [ArraySlice<UInt8>], _ columns: InteractionColumns
    ) throws(ContractViolation) -> InteractionTable.Row {
        guard fields.count == columns.count else {
            throw ContractViolation(
                field: nil, reason: "expected \(columns.count) fields as in the first line, got \(fields.count)")
        }
        return InteractionTable.Row(
            user: try users.ordinal(of: fields[columns.user], what: "user"),
            item: try items.ordinal(of: fields[columns.item], what: "item"),
            weight: try columns.weight.map { column throws(ContractViolation) in
                try Self.number(fields[column], expected: "a finite number as weight")
            } ?? 1,
            time: try columns.time.map { column throws(ContractViolation) in try Self.time(fields[column]) } ?? 0)
    }

    private static func number(_ field: ArraySlice<UInt8>, expected: String) throws(ContractViolation) -> Double {
        let text = String(decoding: field, as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw ContractViolation(field: nil, reason: "expected \(expected), got \(quoted(text))")
        }
        return number
    }

    private static func time(_ field: ArraySlice<UInt8>) throws(ContractViolation) -> Double {
        if field.count >= 20, let instant = Instant(rfc3339: String(decoding: field, as: UTF8.self)) {
            return Double(instant.milliseconds) / 1000
        }
        let number = try number(field, expected: "a time (seconds since 1970 or RFC 3339)")
        return abs(number) < 1e11 ? number : number / 1000
    }
}

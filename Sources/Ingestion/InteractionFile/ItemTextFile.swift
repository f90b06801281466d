package import Domain

/// Reads what items say: `item text` a line, separated by a tab if the first line has one, else by what comes first in
/// it, a comma or a space; maybe gzipped.
///
/// The text is all that follows the item; further tabs become spaces, and between commas quotes work as in RFC 4180. A
/// first line whose first field names an item column (`item_id`, `message_id` and the like) is a header. Of items that
/// come twice the last line holds. Items that no interaction names are passed over.
package enum ItemTextFile {
    /// The texts by the ordinals of the table's items; nil where the file has none.
    ///
    /// - Throws: `InteractionFileError` naming file and line; `IngestInputError` where the file cannot be opened.
    package static func texts(path: String, for table: InteractionTable) throws -> [String?] {
        try texts(InputSource(place: .file(path), format: .csv, name: path), table)
    }

    /// The texts of a file that is in memory, plain or gzipped.
    ///
    /// - Throws: As `texts(path:for:)`, calling the file `name`.
    package static func texts(bytes: [UInt8], name: String, for table: InteractionTable) throws -> [String?] {
        try texts(InputSource(place: .body(bytes), format: .csv, name: name), table)
    }

    private static func texts(_ source: InputSource, _ table: InteractionTable) throws -> [String?] {
        var ordinals: [[UInt8]: Int] = [:]
        for (ordinal, item) in table.items.enumerated() { ordinals[Array(item.utf8)] = ordinal }
        var texts = [String?](repeating: nil, count: table.items.count)
        var separator: FieldSeparator?
        try TextFile.forEachLine(of: source) { line throws(ContractViolation) in
            let isFirst = separator == nil
            let known = separator ?? FieldSeparator(beforeTextOf: line)
            separator = known
            let (item, text) = try Self.divided(line, known)
            if isFirst, InteractionColumns.itemNames.contains(InteractionColumns.name(item)) { return }
            guard !item.isEmpty else { throw ContractViolation(field: nil, reason: "expected an item, got nothing") }
            if let ordinal = ordinals[Array(item)] { texts[ordinal] = text }
        }
        return texts
    }

    private static func divided(
        _ line: ArraySlice<UInt8>, _ separator: FieldSeparator
    ) throws(ContractViolation) -> (item: ArraySlice<UInt8>, text: String) {
        if case .comma = separator, line.contains(0x22) {
            let fields = try separator.fields(of: line)
            guard let item = fields.first, fields.count > 1 else { throw Self.noText }
            // Cells come from validated strings.
            return (item, fields.dropFirst().map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", "))
        }
        guard !line.contains(0) else {
            throw ContractViolation(field: nil, reason: "expected text, got a NUL character")
        }
        guard let (item, rest) = separator.divided(line), !rest.isEmpty else { throw Self.noText }
        guard let text = String(validating: rest, as: UTF8.self) else {
            throw ContractViolation(field: nil, reason: "expected text, got broken UTF-8")
        }
        return (item, String(text.map { $0 == "\t" ? " " : $0 }))
    }

    private static let noText = ContractViolation(
        field: nil, reason: "expected `item text` separated by tab, comma or space, got one field")
}

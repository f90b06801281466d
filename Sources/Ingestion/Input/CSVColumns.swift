/// Which field each column of a CSV file holds.
enum CSVColumns: Sendable {
    case events([EventField])
    case messages([MessageField])
    case campaigns([CampaignField])

    /// Reads the header row.
    ///
    /// - Throws: `IngestInputError` where a name is unknown, repeated, or a required one is missing: every row would be
    ///   wrong in the same way.
    init(_ reader: inout CSVReader, kind: RecordKind, source: String) throws(IngestInputError) {
        let names: [String]
        do {
            guard let header = reader.next(columns: nil) else {
                throw IngestInputError(source: source, reason: "expected a CSV header, got an empty file")
            }
            names = try header.cells.get().map(\.text)
        } catch let violation as ContractViolation {
            throw IngestInputError(source: source, reason: "the CSV header: \(violation.reason)")
        } catch {
            throw (error as? IngestInputError) ?? IngestInputError(source: source, reason: "the CSV header: \(error)")
        }
        switch kind {
        case .events: self = .events(try CSVColumns.fields(names, source))
        case .messages: self = .messages(try CSVColumns.fields(names, source))
        case .campaigns: self = .campaigns(try CSVColumns.fields(names, source))
        }
    }

    var count: Int {
        switch self {
        case .events(let fields): fields.count
        case .messages(let fields): fields.count
        case .campaigns(let fields): fields.count
        }
    }

    private static func fields<Field: ContractField>(
        _ names: [String], _ source: String
    ) throws(IngestInputError) -> [Field] {
        var fields: [Field] = []
        for name in names {
            guard let field = Field.byName[name] else {
                let violation = FieldValues<Field>.unknownField(name)
                throw IngestInputError(
                    source: source, reason: "the CSV header: \(violation.reason): \(quoted(name))")
            }
            guard !fields.contains(where: { $0.rawValue == field.rawValue }) else {
                throw IngestInputError(source: source, reason: "the CSV header: \(quoted(name)) appears twice")
            }
            fields.append(field)
        }
        for field in Field.required where !fields.contains(where: { $0.rawValue == field.rawValue }) {
            throw IngestInputError(source: source, reason: "the CSV header: the column \(field.name) is missing")
        }
        return fields
    }
}

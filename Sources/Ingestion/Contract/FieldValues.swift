internal import Domain

/// The values of one record by field, read as the contract demands.
///
/// JSON `null` counts as absent.
struct FieldValues<Field: ContractField> {
    private var values: [JSONValue?]

    /// The values of a JSON object.
    init(_ members: [JSONMember]) throws(ContractViolation) {
        values = Array(repeating: nil, count: Field.allCases.count)
        for member in members {
            guard let field = Field.byName[member.name] else {
                throw FieldValues.unknownField(member.name)
            }
            if member.value != .null { values[field.rawValue] = member.value }
        }
    }

    /// The values of a CSV row under the columns of its header.
    init(_ cells: [CSVCell], columns: [Field]) throws(ContractViolation) {
        guard cells.count == columns.count else {
            throw ContractViolation(
                field: nil, reason: "expected \(columns.count) values as in the header, got \(cells.count)")
        }
        values = Array(repeating: nil, count: Field.allCases.count)
        for (cell, field) in zip(cells, columns) {
            values[field.rawValue] = try cell.value(as: field.form, field: field.name)
        }
    }

    /// The rejection of a name that is not in the contract.
    static func unknownField(_ name: String) -> ContractViolation {
        let hint = nearestName(to: name, among: Field.allCases.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        return ContractViolation(field: name, reason: "unknown field\(hint)")
    }

    // MARK: Reading

    /// Whether the record has the field.
    func has(_ field: Field) -> Bool { values[field.rawValue] != nil }

    /// The value of a field that must be there.
    func required<Value>(_ field: Field, _ value: Value?, by demand: String = "") throws(ContractViolation) -> Value {
        guard let value else {
            throw ContractViolation(field: field.name, reason: demand.isEmpty ? "missing" : "missing: \(demand)")
        }
        return value
    }

    /// A string without NUL.
    func string(_ field: Field) throws(ContractViolation) -> String? {
        switch values[field.rawValue] {
        case nil: return nil
        case .string(let text):
            // Every reader of bytes has refused NUL and broken UTF-8 already.
            return text
        case let other?: throw mismatch(field, expected: "a string", got: other)
        }
    }

    /// A string of 1 to `limit` bytes.
    func text(_ field: Field, limit: Int) throws(ContractViolation) -> String? {
        guard let text = try string(field) else { return nil }
        guard !text.isEmpty else { throw ContractViolation(field: field.name, reason: "empty") }
        guard text.utf8.count <= limit else {
            throw ContractViolation(
                field: field.name, reason: "expected at most \(limit) bytes, got \(text.utf8.count)")
        }
        return text
    }

    /// An identifier: 1 to 64 characters, none of them a control character.
    func identifier<Entity>(_ field: Field, of _: Entity.Type) throws(ContractViolation) -> Identifier<Entity>? {
        guard let text = try string(field) else { return nil }
        try checkIdentifier(text, field)
        return Identifier(text)
    }

    /// A point in time, RFC 3339 in UTC, not before 1970.
    func time(_ field: Field) throws(ContractViolation) -> Instant? {
        guard let text = try string(field) else { return nil }
        guard let time = Instant(rfc3339: text) else {
            throw ContractViolation(
                field: field.name,
                reason: "expected an RFC 3339 time in UTC such as 2017-01-01T12:26:30Z, got \(quoted(text))")
        }
        guard time.milliseconds >= 0 else {
            throw ContractViolation(field: field.name, reason: "expected a time from 1970 on, got \(quoted(text))")
        }
        return time
    }

    /// A finite number from 0 to `limit`.
    func amount(_ field: Field, limit: Double) throws(ContractViolation) -> Double? {
        guard let number = try number(field) else { return nil }
        guard number.value.isFinite, number.value >= 0, number.value <= limit else {
            throw ContractViolation(
                field: field.name, reason: "expected a number from 0 to \(limit.shortText), got \(number.literal)")
        }
        return number.value == 0 ? 0 : number.value
    }

    /// A whole number in `range`.
    func integer(_ field: Field, in range: ClosedRange<Int>) throws(ContractViolation) -> Int? {
        guard let number = try number(field) else { return nil }
        guard let value = Int(exactly: number.value), range.contains(value) else {
            let bounds =
                range.count == 2
                ? "\(range.lowerBound) or \(range.upperBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
            throw ContractViolation(field: field.name, reason: "expected \(bounds), got \(number.literal)")
        }
        return value
    }

    /// `true` or `false`.
    func boolean(_ field: Field) throws(ContractViolation) -> Bool? {
        switch values[field.rawValue] {
        case nil: return nil
        case .bool(let value): return value
        case let other?: throw mismatch(field, expected: "true or false", got: other)
        }
    }

    /// One of the values of an enumeration.
    func choice<Choice>(_ field: Field, of _: Choice.Type) throws(ContractViolation) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = try string(field) else { return nil }
        return try choice(text, field)
    }

    /// An ISO 3166-1 alpha-2 code.
    func country(_ field: Field) throws(ContractViolation) -> String? {
        guard let text = try string(field) else { return nil }
        try checkCountry(text, field)
        return text
    }

    /// Any object, as one line of JSON with sorted names.
    func object(_ field: Field, limit: Int) throws(ContractViolation) -> String? {
        switch values[field.rawValue] {
        case nil: return nil
        case .object(let members)?:
            let text = JSONValue.object(members).canonicalText
            guard text.utf8.count <= limit else {
                throw ContractViolation(
                    field: field.name, reason: "expected at most \(limit) bytes, got \(text.utf8.count)")
            }
            return text
        case let other?: throw mismatch(field, expected: "an object", got: other)
        }
    }

    /// Identifiers, without repetition, in the order of their first mention.
    func identifiers<Entity>(
        _ field: Field, of _: Entity.Type
    ) throws(ContractViolation) -> [Identifier<Entity>] {
        // Names are compared byte by byte, not as Swift strings, which take some different spellings for equal.
        var seen: Set<[UInt8]> = []
        var identifiers: [Identifier<Entity>] = []
        for text in try strings(field) {
            try checkIdentifier(text, field)
            if seen.insert(Array(text.utf8)).inserted { identifiers.append(Identifier(text)) }
        }
        return identifiers
    }

    /// Country codes, without repetition.
    func countries(_ field: Field) throws(ContractViolation) -> [String] {
        var countries: [String] = []
        for text in try strings(field) {
            try checkCountry(text, field)
            if !countries.contains(text) { countries.append(text) }
        }
        return countries
    }

    /// Values of an enumeration, without repetition.
    func choices<Choice>(_ field: Field, of _: Choice.Type) throws(ContractViolation) -> [Choice]
    where Choice: RawRepresentable<String> & CaseIterable & Equatable {
        var choices: [Choice] = []
        for text in try strings(field) {
            let choice: Choice = try choice(text, field)
            if !choices.contains(choice) { choices.append(choice) }
        }
        return choices
    }

    // MARK: Checks

    private func strings(_ field: Field) throws(ContractViolation) -> [String] {
        switch values[field.rawValue] {
        case nil: return []
        case .array(let items)?:
            var strings: [String] = []
            strings.reserveCapacity(items.count)
            for item in items {
                guard case .string(let text) = item else {
                    throw ContractViolation(
                        field: field.name, reason: "expected a list of strings, got \(item.kindName) in it")
                }
                strings.append(text)
            }
            return strings
        case let other?: throw mismatch(field, expected: "a list of strings", got: other)
        }
    }

    private func number(_ field: Field) throws(ContractViolation) -> JSONNumber? {
        switch values[field.rawValue] {
        case nil: return nil
        case .number(let number)?: return number
        case let other?: throw mismatch(field, expected: "a number", got: other)
        }
    }

    private func checkIdentifier(_ text: String, _ field: Field) throws(ContractViolation) {
        guard !text.isEmpty else { throw ContractViolation(field: field.name, reason: "empty") }
        let length = text.unicodeScalars.count
        guard length <= Identifier<Event>.maximumLength else {
            throw ContractViolation(
                field: field.name,
                reason: "expected at most \(Identifier<Event>.maximumLength) characters, got \(length)")
        }
        guard
            !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 })
                || !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw ContractViolation(field: field.name, reason: "a control character in \(quoted(text))")
        }
    }

    private func checkCountry(_ text: String, _ field: Field) throws(ContractViolation) {
        guard CountryCodes.all.contains(text) else {
            throw ContractViolation(
                field: field.name, reason: "expected an ISO 3166-1 alpha-2 code such as DE, got \(quoted(text))")
        }
    }

    private func choice<Choice>(_ text: String, _ field: Field) throws(ContractViolation) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue)
            throw ContractViolation(
                field: field.name, reason: "expected \(alternatives(names)), got \(quoted(text))")
        }
        return choice
    }

    private func mismatch(_ field: Field, expected: String, got: JSONValue) -> ContractViolation {
        var found = got.kindName
        if case .string(let text) = got { found += " \(quoted(text))" }
        return ContractViolation(field: field.name, reason: "expected \(expected), got \(found)")
    }
}

extension Double {
    /// The number without a useless fraction: `1000000`.
    fileprivate var shortText: String { Int64(exactly: self).map(String.init) ?? description }
}

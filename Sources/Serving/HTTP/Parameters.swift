package import Domain

/// The parameters of one request, from its query or its JSON body, taken out by name and checked.
///
/// In a query every value is text and a list is a repeated name; in a body values have their JSON types. Each way out
/// throws a `Problem` that names the parameter and says what was expected.
package struct Parameters {
    private var values: [String: [JSONValue]]
    private let isText: Bool

    /// The parameters of a URL's query.
    package init(query: String) throws(Problem) {
        values = [:]
        isText = true
        for (name, value) in try QueryString.parse(query) { values[name, default: []].append(.string(value)) }
    }

    /// The parameters of a JSON body; the members of an inner object `context` count as their own, those of `promote`
    /// as `promote.` and their name, `null` as absent.
    package init(body: [UInt8]) throws(Problem) {
        values = [:]
        isText = false
        guard case .object(let members) = try JSONValue.parse(body) else {
            throw Problem(.malformedBody, detail: "The body must be one JSON object.")
        }
        for (name, value) in members where name != "context" && name != "promote" {
            guard !name.hasPrefix("promote.") else {
                throw Problem.invalid(name, expected: "its value inside the object promote")
            }
            try add(name, value)
        }
        switch members["promote"] {
        case nil, .null: break
        case .object(let inner):
            for (name, value) in inner.sorted(by: { $0.key < $1.key }) { try add("promote.\(name)", value) }
        default:
            throw Problem.invalid("promote", expected: "an object with campaign_ids, weight and maximum_share")
        }
        switch members["context"] {
        case nil, .null: break
        case .object(let inner):
            for (name, value) in inner.sorted(by: { $0.key < $1.key }) {
                guard name == "country" || name == "device" else {
                    throw Problem.invalid("context.\(name)", expected: "only country and device inside context")
                }
                guard values[name] == nil else {
                    throw Problem.invalid(name, expected: "one value, in the body or in its context")
                }
                try add(name, value)
            }
        default: throw Problem.invalid("context", expected: "an object with country and device")
        }
    }

    private mutating func add(_ name: String, _ value: JSONValue) throws(Problem) {
        switch value {
        case .null: break
        case .array(let elements): values[name] = [.array(elements)]
        default: values[name] = [value]
        }
    }

    /// Refuses every name that is not in `names`.
    package func allowOnly(_ names: [String]) throws(Problem) {
        guard let unknown = values.keys.filter({ !names.contains($0) }).min() else { return }
        let expected = names.isEmpty ? "no parameters" : "one of \(names.joined(separator: ", "))"
        throw Problem(
            .invalidParameter, detail: "\(unknown): is not a parameter of this resource.", parameter: unknown,
            expected: expected)
    }

    /// The same parameters with `name` called `other`; what was called `other` is left out.
    func renaming(_ name: String, to other: String) -> Parameters {
        var result = self
        result.values[other] = result.values.removeValue(forKey: name)
        return result
    }

    /// The same parameters but one.
    func without(_ name: String) -> Parameters {
        var result = self
        result.values[name] = nil
        return result
    }

    private func single(_ name: String, expected: String) throws(Problem) -> JSONValue? {
        guard let given = values[name] else { return nil }
        guard given.count == 1 else { throw Problem.invalid(name, expected: "\(expected), once") }
        return given.first
    }

    /// Text of 1 to `maximum` characters.
    package func string(_ name: String, maximum: Int) throws(Problem) -> String? {
        let expected = "a text of 1 to \(maximum) characters"
        guard let value = try single(name, expected: expected) else { return nil }
        guard case .string(let text) = value, !text.isEmpty, text.count <= maximum else {
            throw Problem.invalid(name, expected: expected)
        }
        return text
    }

    /// A time.
    package func instant(_ name: String) throws(Problem) -> Instant? {
        let expected = "an RFC 3339 time in UTC, such as 2017-01-01T12:26:30Z"
        guard let value = try single(name, expected: expected) else { return nil }
        guard case .string(let text) = value, let instant = Instant(rfc3339: text) else {
            throw Problem.invalid(name, expected: expected)
        }
        return instant
    }

    /// One id.
    package func identifier(_ name: String) throws(Problem) -> String? {
        guard let value = try single(name, expected: Self.identifierRule) else { return nil }
        guard case .string(let id) = value, Self.isIdentifier(id) else {
            throw Problem.invalid(name, expected: Self.identifierRule)
        }
        return id
    }

    private static var identifierRule: String {
        "an id of 1 to \(UserID.maximumLength) characters, none of them a control character"
    }

    /// Whether `text` can be an id; control characters are refused because no store takes all of them.
    static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty && text.count <= UserID.maximumLength && text.utf8.count <= 16 * UserID.maximumLength
            && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    /// A whole number in `range`.
    package func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        switch try single(name, expected: expected) {
        case nil: return nil
        case .integer(let number) where range.contains(number): return number
        case .string(let text) where isText:
            if let number = Int(text), range.contains(number) { return number }
            throw Problem.invalid(name, expected: expected)
        default: throw Problem.invalid(name, expected: expected)
        }
    }

    /// A finite number in `range`.
    package func number(_ name: String, in range: ClosedRange<Double>, expected: String) throws(Problem) -> Double? {
        let number: Double? =
            switch try single(name, expected: expected) {
            case nil: 0
            case .integer(let value): Double(value)
            case .number(let value): value
            case .string(let text) where isText: Double(text)
            default: nil
            }
        guard let number, number.isFinite, range.contains(number) || values[name] == nil else {
            throw Problem.invalid(name, expected: expected)
        }
        // A negative zero equals zero, so it must not make another cache key.
        return values[name] == nil ? nil : number + 0
    }

    /// `true` or `false`.
    package func flag(_ name: String) throws(Problem) -> Bool? {
        switch try single(name, expected: "true or false") {
        case nil: return nil
        case .boolean(let value): return value
        case .string("true") where isText: return true
        case .string("false") where isText: return false
        default: throw Problem.invalid(name, expected: "true or false")
        }
    }

    /// One of the cases of `Choice`.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _: Choice.Type = Choice.self
    ) throws(Problem) -> Choice? {
        let expected = "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))"
        guard let value = try single(name, expected: expected) else { return nil }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            throw Problem.invalid(name, expected: expected)
        }
        return choice
    }

    /// A list of cases of `Choice`, at least one: a repeated name in a query, an array of strings in a body.
    package func choices<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _: Choice.Type = Choice.self
    ) throws(Problem) -> [Choice]? {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        let expected = "a list of at least one of \(names)"
        guard let elements = try list(name, expected: expected) else { return nil }
        var choices: [Choice] = []
        for element in elements {
            guard case .string(let text) = element, let choice = Choice(rawValue: text) else {
                throw Problem.invalid(name, expected: expected)
            }
            choices.append(choice)
        }
        guard !choices.isEmpty else { throw Problem.invalid(name, expected: expected) }
        return choices
    }

    /// The elements of a repeated name in a query, or of an array in a body.
    private func list(_ name: String, expected: String) throws(Problem) -> [JSONValue]? {
        guard let given = values[name] else { return nil }
        if isText { return given }
        guard given.count == 1, case .array(let inner) = given.first else {
            throw Problem.invalid(name, expected: "an array: \(expected)")
        }
        return inner
    }

    /// A list of at most `maximum` ids: a repeated name in a query, an array of strings in a body.
    package func identifiers(_ name: String, maximum: Int) throws(Problem) -> [String]? {
        let expected = "at most \(maximum) ids, each \(Self.identifierRule)"
        guard let elements = try list(name, expected: expected) else { return nil }
        guard elements.count <= maximum else { throw Problem.invalid(name, expected: expected) }
        var ids: [String] = []
        for element in elements {
            guard case .string(let id) = element, Self.isIdentifier(id) else {
                throw Problem.invalid(name, expected: expected)
            }
            ids.append(id)
        }
        return ids
    }
}

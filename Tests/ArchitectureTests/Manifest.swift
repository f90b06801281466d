/// The targets of a Package.swift and the names that each depends on, read from its text.
struct Manifest {
    /// The rooms and products that each target, tests excepted, depends on.
    let targets: [String: Set<String>]
    /// The targets that lie among the tests: what several test targets share, and no room may use.
    let testSupport: Set<String>

    init(_ text: String) {
        // Comments and strings must not be mistaken for declarations: work on words and marked strings alone.
        let tokens = Self.tokens(of: text)
        var targets: [String: Set<String>] = [:]
        var testSupport: Set<String> = []
        for (index, token) in tokens.enumerated()
        where [".target", ".executableTarget", ".systemLibrary"].contains(token) && index + 1 < tokens.count
            && tokens[index + 1] == "("
        {
            let body = Self.balanced(tokens[(index + 1)...])
            // `.target(name:)` inside a dependency list names a dependency and has no settings: it adds nothing new.
            guard let name = Self.string(after: "name", in: body) else { continue }
            if Self.string(after: "path", in: body)?.hasPrefix("Tests/") == true {
                testSupport.insert(name)
                continue
            }
            targets[name, default: []].formUnion(Self.dependencies(in: body))
        }
        self.targets = targets
        self.testSupport = testSupport
    }

    /// Identifiers, punctuation and strings; a string keeps its opening quotation mark as a sign.
    private static func tokens(of text: String) -> [String] {
        let source = SwiftSource(text)
        var literals = source.literals.makeIterator()
        var tokens: [String] = []
        var word = ""
        func flush() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        var quotes = 0
        for character in source.lines.joined(separator: "\n") {
            if character == "\"" {
                flush()
                quotes += 1
                if quotes % 2 == 0, let literal = literals.next() { tokens.append("\"" + literal.text) }
            } else if character.isLetter || character.isNumber || character == "_" || character == "." {
                word.append(character)
            } else {
                flush()
                if !character.isWhitespace { tokens.append(String(character)) }
            }
        }
        flush()
        return tokens
    }

    /// The tokens between an opening bracket and its partner.
    private static func balanced(_ tokens: ArraySlice<String>) -> ArraySlice<String> {
        var depth = 0
        for (index, token) in zip(tokens.indices, tokens) {
            if ["(", "["].contains(token) { depth += 1 }
            if [")", "]"].contains(token) { depth -= 1 }
            if depth == 0 { return tokens[(tokens.startIndex + 1)..<index] }
        }
        return tokens.dropFirst()
    }

    private static func string(after label: String, in tokens: ArraySlice<String>) -> String? {
        guard let index = tokens.firstIndex(of: label), index + 2 < tokens.endIndex, tokens[index + 1] == ":",
            tokens[index + 2].hasPrefix("\"")
        else { return nil }
        return String(tokens[index + 2].dropFirst())
    }

    private static func dependencies(in body: ArraySlice<String>) -> Set<String> {
        guard let index = body.firstIndex(of: "dependencies"), index + 2 < body.endIndex else { return [] }
        let list = balanced(body[(index + 2)...])
        var names: Set<String> = []
        var position = list.startIndex
        while position < list.endIndex {
            if list[position].hasPrefix("\"") {
                names.insert(String(list[position].dropFirst()))
                position += 1
            } else if [".product", ".target", ".byName"].contains(list[position]), position + 1 < list.endIndex {
                let call = balanced(list[(position + 1)...])
                if let name = string(after: "name", in: call) { names.insert(name) }
                position = call.endIndex + 1
            } else {
                position += 1
            }
        }
        return names
    }
}

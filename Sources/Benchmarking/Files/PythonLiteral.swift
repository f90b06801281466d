/// Reads the small part of Python's literals that a NumPy header is written in: a dictionary from texts to texts, truth
/// values and tuples of whole numbers.
struct PythonLiteral {
    enum Value: Equatable {
        case text(String)
        case truth(Bool)
        case tuple([Int])
    }

    private let bytes: [UInt8]
    private let file: String
    private let start: Int
    private var position = 0

    /// A reader of `bytes`, which lie at the byte `start` of `file`.
    init(_ bytes: [UInt8], file: String, start: Int) {
        self.bytes = bytes
        self.file = file
        self.start = start
    }

    /// The dictionary that all the bytes are.
    ///
    /// - Throws: `InputError` where they are not one, or name a key twice.
    mutating func dictionary() throws(InputError) -> [String: Value] {
        var entries: [String: Value] = [:]
        try take("{")
        while !skip("}") {
            let key = try text()
            try take(":")
            guard entries.updateValue(try value(), forKey: key) == nil else { throw unexpected("another key") }
            if !skip(",") {
                try take("}")
                break
            }
        }
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end of the header") }
        return entries
    }

    private mutating func value() throws(InputError) -> Value {
        skipSpace()
        switch position < bytes.count ? bytes[position] : 0 {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "("): return .tuple(try tuple())
        default:
            if skip("True") { return .truth(true) }
            if skip("False") { return .truth(false) }
            throw unexpected("a text, True, False or a tuple")
        }
    }

    private mutating func text() throws(InputError) -> String {
        skipSpace()
        guard position < bytes.count, bytes[position] == 0x27 || bytes[position] == 0x22 else {
            throw unexpected("a quoted text")
        }
        let quote = bytes[position]
        guard let end = bytes[(position + 1)...].firstIndex(of: quote) else { throw unexpected("a closing quote") }
        defer { position = end + 1 }
        return String(decoding: bytes[position + 1..<end], as: UTF8.self)
    }

    private mutating func tuple() throws(InputError) -> [Int] {
        var numbers: [Int] = []
        try take("(")
        while !skip(")") {
            numbers.append(try number())
            guard numbers.count <= 32 else { throw unexpected("at most 32 dimensions") }
            if !skip(",") {
                try take(")")
                break
            }
        }
        return numbers
    }

    private mutating func number() throws(InputError) -> Int {
        skipSpace()
        let first = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard let number = Int(String(decoding: bytes[first..<position], as: UTF8.self)) else {
            position = first
            throw unexpected("a whole number")
        }
        return number
    }

    private mutating func take(_ token: String) throws(InputError) {
        guard skip(token) else { throw unexpected("“\(token)”") }
    }

    private mutating func skip(_ token: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: token.utf8) else { return false }
        position += token.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x09, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private func unexpected(_ expected: String) -> InputError {
        InputError(file: file, offset: start + position, reason: "expected \(expected) in the header")
    }
}

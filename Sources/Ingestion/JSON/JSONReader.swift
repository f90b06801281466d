/// Where and why a line is not JSON.
struct JSONError: Error, Hashable {
    /// The position in the line, counted in bytes from 1.
    let column: Int
    /// What was found or expected there.
    let reason: String

    var description: String { "malformed JSON at byte \(column): \(reason)" }
}

/// A strict reader of one JSON text (RFC 8259): nothing that the grammar does not allow, and no more.
///
/// Written over bytes because a nightly file has hundreds of thousands of lines, and because the reasons of a rejection
/// need positions. Beyond the grammar it refuses what no store can keep: repeated names, NUL characters, lone
/// surrogates, broken UTF-8, and nesting deeper than `maximumDepth`. It never traps, whatever the bytes.
///
/// - Complexity: O(bytes), but O(members²) in an object of fewer than 16 members.
struct JSONReader {
    /// The deepest nesting of lists and objects.
    static let maximumDepth = 32

    private let bytes: [UInt8]
    private let start: Int
    private let end: Int
    private var position: Int
    private var depth = 0

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.start = range.lowerBound
        self.end = range.upperBound
        self.position = range.lowerBound
    }

    /// The members of the one object that `bytes[range]` must be, in the order of the text.
    static func object(in bytes: [UInt8], range: Range<Int>) throws(JSONError) -> [JSONMember] {
        var reader = JSONReader(bytes, range)
        reader.skipSpace()
        guard reader.peek == 0x7B else { throw reader.error("expected an object, that is \"{\"") }
        let members = try reader.object()
        try reader.finish()
        return members
    }

    /// The one value that `text` must be.
    static func value(of text: String) throws(JSONError) -> JSONValue {
        let bytes = Array(text.utf8)
        var reader = JSONReader(bytes, 0..<bytes.count)
        reader.skipSpace()
        let value = try reader.value()
        try reader.finish()
        return value
    }

    // MARK: The grammar

    private mutating func finish() throws(JSONError) {
        skipSpace()
        if position < end { throw error("expected the end of the line after the value") }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        switch peek {
        case 0x22: return .string(try string())
        case 0x7B: return .object(try object())
        case 0x5B: return .array(try array())
        case let byte? where byte == 0x2D || isDigit(byte): return .number(try number())
        case 0x74:
            try word("true")
            return .bool(true)
        case 0x66:
            try word("false")
            return .bool(false)
        case 0x6E:
            try word("null")
            return .null
        case nil: throw error("the line ends where a value is expected")
        default: throw error("expected a value")
        }
    }

    private mutating func object() throws(JSONError) -> [JSONMember] {
        try open()
        var members: [JSONMember] = []
        var names: Set<String> = []
        skipSpace()
        if peek == 0x7D {
            close()
            return members
        }
        while true {
            skipSpace()
            guard peek == 0x22 else { throw error("expected a name in quotes") }
            let nameStart = position
            let name = try string()
            // A handful of names is compared faster than hashed.
            let isRepeated = names.isEmpty ? members.contains { $0.name == name } : !names.insert(name).inserted
            if isRepeated { throw error("the name \(quoted(name)) appears twice", at: nameStart) }
            skipSpace()
            guard peek == 0x3A else { throw error("expected \":\" after a name") }
            position += 1
            skipSpace()
            members.append(JSONMember(name: name, value: try value()))
            if members.count == 16 { names = Set(members.map(\.name)) }
            skipSpace()
            switch peek {
            case 0x2C: position += 1
            case 0x7D:
                close()
                return members
            case nil: throw error("the line ends inside an object")
            default: throw error("expected \",\" or \"}\" after a member")
            }
        }
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        try open()
        var items: [JSONValue] = []
        skipSpace()
        if peek == 0x5D {
            close()
            return items
        }
        while true {
            skipSpace()
            items.append(try value())
            skipSpace()
            switch peek {
            case 0x2C: position += 1
            case 0x5D:
                close()
                return items
            case nil: throw error("the line ends inside a list")
            default: throw error("expected \",\" or \"]\" after an item")
            }
        }
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let first = position
        var mantissa: UInt64 = 0
        var digits = 0
        var scale = 0
        var isExact = true
        func take(_ digit: UInt8) {
            if digits < 18 {
                mantissa = mantissa * 10 + UInt64(digit - 0x30)
                if mantissa > 0 { digits += 1 }
            } else {
                isExact = false
            }
        }
        let isNegative = peek == 0x2D
        if isNegative { position += 1 }
        guard let digit = peek, isDigit(digit) else { throw error("expected a digit") }
        if digit == 0x30 {
            position += 1
        } else {
            while let digit = peek, isDigit(digit) { take(digit); position += 1 }
        }
        if let digit = peek, isDigit(digit) { throw error("a number has no leading zeros", at: first) }
        if peek == 0x2E {
            position += 1
            guard let digit = peek, isDigit(digit) else { throw error("expected a digit after the decimal point") }
            while let digit = peek, isDigit(digit) { take(digit); scale -= 1; position += 1 }
        }
        if peek == 0x65 || peek == 0x45 {
            position += 1
            isExact = false
            if peek == 0x2B || peek == 0x2D { position += 1 }
            guard let digit = peek, isDigit(digit) else { throw error("expected a digit in the exponent") }
            while let digit = peek, isDigit(digit) { position += 1 }
        }
        guard position - first <= 64 else { throw error("a number of more than 64 characters", at: first) }
        let literal = String(decoding: bytes[first..<position], as: UTF8.self)
        // A mantissa and a power of ten that are both exact doubles give the correctly rounded quotient (Clinger 1990).
        if isExact, mantissa <= 1 << 53, scale >= -22 {
            let magnitude = Double(mantissa) / JSONReader.powersOfTen[-scale]
            return JSONNumber(value: isNegative ? -magnitude : magnitude, literal: literal)
        }
        guard let value = Double(literal) else { throw error("not a number", at: first) }
        return JSONNumber(value: value, literal: literal)
    }

    private static let powersOfTen: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let first = position
        while let byte = peek {
            switch byte {
            case 0x22:
                let text = try decoded(bytes[first..<position], at: first)
                position += 1
                return text
            case 0x5C: return try escapedString(from: first)
            case 0..<0x20: throw controlCharacter(byte)
            default: position += 1
            }
        }
        throw error("a string is not closed", at: first - 1)
    }

    /// The slow way, for a string with an escape; `position` is at its first backslash.
    private mutating func escapedString(from first: Int) throws(JSONError) -> String {
        var content = Array(bytes[first..<position])
        while let byte = peek {
            switch byte {
            case 0x22:
                let text = try decoded(content[...], at: first)
                position += 1
                return text
            case 0x5C:
                position += 1
                try escape(into: &content)
            case 0..<0x20: throw controlCharacter(byte)
            default:
                content.append(byte)
                position += 1
            }
        }
        throw error("a string is not closed", at: first - 1)
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { throw error("the line ends inside a string") }
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: content.append(byte)
        case 0x62: content.append(0x08)
        case 0x66: content.append(0x0C)
        case 0x6E: content.append(0x0A)
        case 0x72: content.append(0x0D)
        case 0x74: content.append(0x09)
        case 0x75:
            let start = position - 2
            var code = UInt32(try hexadecimal())
            if (0xD800...0xDBFF).contains(code) {
                guard peek == 0x5C, position + 1 < end, bytes[position + 1] == 0x75 else {
                    throw error("half of a surrogate pair", at: start)
                }
                position += 2
                let low = UInt32(try hexadecimal())
                guard (0xDC00...0xDFFF).contains(low) else { throw error("half of a surrogate pair", at: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard code != 0 else { throw error("a NUL character", at: start) }
            guard let scalar = Unicode.Scalar(code) else { throw error("half of a surrogate pair", at: start) }
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw error("an unknown escape", at: position - 2)
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek else { throw error("the line ends inside a string") }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: throw error("expected four hexadecimal digits after \\u")
            }
            code = code << 4 | UInt16(digit)
            position += 1
        }
        return code
    }

    private func decoded(_ content: ArraySlice<UInt8>, at first: Int) throws(JSONError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw error("broken UTF-8 in a string", at: first)
        }
        return text
    }

    // MARK: Bytes

    private var peek: UInt8? { position < end ? bytes[position] : nil }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func word(_ expected: StaticString) throws(JSONError) {
        let first = position
        for index in 0..<expected.utf8CodeUnitCount {
            let byte = expected.withUTF8Buffer { $0[index] }
            guard peek == byte else { throw error("expected a value", at: first) }
            position += 1
        }
    }

    private mutating func open() throws(JSONError) {
        guard depth < JSONReader.maximumDepth else {
            throw error("lists and objects are nested more than \(JSONReader.maximumDepth) deep")
        }
        depth += 1
        position += 1
    }

    private mutating func close() {
        depth -= 1
        position += 1
    }

    private func controlCharacter(_ byte: UInt8) -> JSONError {
        byte == 0 ? error("a NUL character") : error("a control character in a string must be escaped")
    }

    private func error(_ reason: String, at place: Int? = nil) -> JSONError {
        JSONError(column: (place ?? position) - start + 1, reason: reason)
    }
}

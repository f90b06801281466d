/// A strict pull reader for model JSON that never recurses deeper than `maximumDepth` and never reads past the end.
///
/// Callers say what they expect; anything else is `ForestError.malformedJSON` with the byte offset. Memory grows with
/// the bytes that were really read, never with a count that the document claims. Beyond RFC 8259 it accepts the bare
/// words `NaN`, `Infinity` and `-Infinity`, which XGBoost writes.
struct JSONReader {
    private static let maximumDepth = 64
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads an object and hands each key to `body`, which must consume its value.
    mutating func object(
        _ body: (inout JSONReader, String) throws(ForestError) -> Void
    ) throws(ForestError) {
        try enter(UInt8(ascii: "{"), "an object")
        if !consume(UInt8(ascii: "}")) {
            repeat {
                let key = try string()
                guard consume(UInt8(ascii: ":")) else { throw unexpected("a colon") }
                try body(&self, key)
            } while consume(UInt8(ascii: ","))
            guard consume(UInt8(ascii: "}")) else { throw unexpected("a comma or the object's end") }
        }
        depth -= 1
    }

    /// Reads an array and calls `body` for each element, which it must consume.
    mutating func array(_ body: (inout JSONReader) throws(ForestError) -> Void) throws(ForestError) {
        try enter(UInt8(ascii: "["), "an array")
        if !consume(UInt8(ascii: "]")) {
            repeat { try body(&self) } while consume(UInt8(ascii: ","))
            guard consume(UInt8(ascii: "]")) else { throw unexpected("a comma or the array's end") }
        }
        depth -= 1
    }

    /// Reads an array of single-precision numbers.
    mutating func floats() throws(ForestError) -> [Float] {
        var values: [Float] = []
        try array { (reader) throws(ForestError) in values.append(try reader.float()) }
        return values
    }

    /// Reads an array of whole numbers.
    mutating func integers() throws(ForestError) -> [Int] {
        var values: [Int] = []
        try array { (reader) throws(ForestError) in values.append(try reader.integer()) }
        return values
    }

    /// Reads an array of strings.
    mutating func strings() throws(ForestError) -> [String] {
        var values: [String] = []
        try array { (reader) throws(ForestError) in values.append(try reader.string()) }
        return values
    }

    /// Reads a number, rounded once to the nearest float; digits that overflow are refused.
    mutating func float() throws(ForestError) -> Float {
        let start = skipSpace()
        let text = word()
        switch text {
        case "NaN": return .nan
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default:
            guard let first = text.utf8.last, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9"),
                let value = Float(text), value.isFinite
            else { throw .malformedJSON(offset: start, expected: "a number in the range of a float") }
            return value
        }
    }

    /// Reads a whole number, or one of the words `true` (1) and `false` (0), as which flags are written too.
    mutating func integer() throws(ForestError) -> Int {
        let start = skipSpace()
        let text = word()
        if text == "true" { return 1 }
        if text == "false" { return 0 }
        guard let value = Int(text) else { throw .malformedJSON(offset: start, expected: "a whole number") }
        return value
    }

    /// Reads a string with its escapes resolved.
    mutating func string() throws(ForestError) -> String {
        guard consume(UInt8(ascii: "\"")) else { throw unexpected("a string") }
        let start = position
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let decoded = String(validating: text, as: UTF8.self) else {
                    throw .malformedJSON(offset: start, expected: "UTF-8 text")
                }
                return decoded
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw .malformedJSON(offset: position - 1, expected: "no control character in a string")
            default: text.append(byte)
            }
        }
        throw unexpected("the string's end")
    }

    /// Reads any value and forgets it.
    mutating func skip() throws(ForestError) {
        _ = skipSpace()
        switch peek {
        case UInt8(ascii: "{"): try object { (reader, _) throws(ForestError) in try reader.skip() }
        case UInt8(ascii: "["): try array { (reader) throws(ForestError) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try string()
        default: if word().isEmpty { throw unexpected("a value") }
        }
    }

    /// Checks that nothing but white space is left.
    mutating func finish() throws(ForestError) {
        _ = skipSpace()
        guard position == bytes.count else { throw unexpected("the end of the document") }
    }

    /// An error at the current position.
    func unexpected(_ expected: String) -> ForestError { .malformedJSON(offset: position, expected: expected) }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func enter(_ bracket: UInt8, _ expected: String) throws(ForestError) {
        guard consume(bracket) else { throw unexpected(expected) }
        depth += 1
        guard depth <= Self.maximumDepth else { throw unexpected("at most \(Self.maximumDepth) levels of nesting") }
    }

    @discardableResult
    private mutating func skipSpace() -> Int {
        while let byte = peek, byte == 0x20 || (0x09...0x0d).contains(byte) { position += 1 }
        return position
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// Reads the letters, digits and signs of a number or bare word.
    private mutating func word() -> String {
        let start = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                position += 1
            default: return String(decoding: bytes[start..<position], as: UTF8.self)
            }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func escape() throws(ForestError) -> [UInt8] {
        guard let byte = peek else { throw unexpected("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"):
            var unit = try hexUnit()
            if (0xd800..<0xdc00).contains(unit) {
                guard peek == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u")
                else { throw unexpected("the second half of a surrogate pair") }
                position += 2
                let low = try hexUnit()
                guard (0xdc00..<0xe000).contains(low) else { throw unexpected("a low surrogate") }
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw unexpected("a Unicode scalar") }
            return Array(String(Character(scalar)).utf8)
        default: throw unexpected("one of the JSON escapes")
        }
    }

    private mutating func hexUnit() throws(ForestError) -> UInt32 {
        guard position + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw unexpected("four hexadecimal digits") }
        position += 4
        return unit
    }
}

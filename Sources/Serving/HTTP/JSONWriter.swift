/// Writes one JSON text (RFC 8259), members in the order they are given.
///
/// Numbers are written in Swift's shortest form that reads back as the same double, so a score and its contributions
/// survive the wire bit by bit. Foundation's encoder would sort or shuffle the members and is slower.
///
/// - Complexity: O(bytes written).
package struct JSONWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    /// Writes an object whose members `body` writes.
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array with one value for each element.
    package mutating func array<Elements: Sequence>(
        _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) -> Void
    ) {
        open(UInt8(ascii: "["))
        for element in elements { body(&self, element) }
        close(UInt8(ascii: "]"))
    }

    /// Writes the name of a member; its value must follow.
    package mutating func key(_ name: String) {
        separate()
        quoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ value: String?) {
        guard let value else { return null() }
        separate()
        quoted(value)
        needsComma = true
    }

    package mutating func number(_ value: Double?) {
        // JSON has no word for what is not a finite number.
        guard let value, value.isFinite else { return null() }
        raw(value.description)
    }

    package mutating func integer(_ value: Int?) {
        guard let value else { return null() }
        raw(value.description)
    }

    package mutating func boolean(_ value: Bool) { raw(value ? "true" : "false") }

    package mutating func null() { raw("null") }

    package mutating func strings(_ values: [String]) { array(values) { $0.string($1) } }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
        needsComma = true
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Nearly every text needs no escape and is copied at once.
        if text.utf8.allSatisfy({ !Self.needsEscape($0) }) {
            bytes.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 {
                if Self.needsEscape(byte) { escape(byte) } else { bytes.append(byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}

extension JSONWriter {
    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        string(value)
    }

    package mutating func member(_ name: String, _ value: Double?) {
        key(name)
        number(value)
    }

    package mutating func member(_ name: String, _ value: Int?) {
        key(name)
        integer(value)
    }

    package mutating func member(_ name: String, _ value: Bool) {
        key(name)
        boolean(value)
    }

    package mutating func member(_ name: String, _ values: [String]) {
        key(name)
        strings(values)
    }

    /// Writes an object of strings, its names in rising order.
    package mutating func member(_ name: String, _ values: [String: String]) {
        key(name)
        object { writer in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
        }
    }

    /// Writes an object of whole numbers, its names in rising order.
    package mutating func member(_ name: String, _ values: [String: Int]) {
        key(name)
        object { writer in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
        }
    }
}

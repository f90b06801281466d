/// What stands between the fields of a line, decided once for a file by its first line: a tab, else a comma, else space.
enum FieldSeparator {
    case tab
    case comma
    /// Any number of spaces.
    case space

    init(of line: ArraySlice<UInt8>) {
        self = line.contains(0x09) ? .tab : line.contains(0x2C) ? .comma : .space
    }

    /// For lines whose rest is free text: a tab anywhere, else the comma or space that comes first.
    init(beforeTextOf line: ArraySlice<UInt8>) {
        let line = FieldSeparator.trimmed(line)
        self = line.contains(0x09) ? .tab : line.first { $0 == 0x2C || $0 == 0x20 } == 0x2C ? .comma : .space
    }

    private var byte: UInt8 {
        switch self {
        case .tab: 0x09
        case .comma: 0x2C
        case .space: 0x20
        }
    }

    /// The fields of a line without the spaces around them; quotes mean something (RFC 4180) between commas only.
    ///
    /// - Throws: `ContractViolation` where quotes are wrong, or the line holds a NUL.
    func fields(of line: ArraySlice<UInt8>) throws(ContractViolation) -> [ArraySlice<UInt8>] {
        guard !line.contains(0) else {
            throw ContractViolation(field: nil, reason: "expected text, got a NUL character")
        }
        let line = FieldSeparator.trimmed(line)
        if case .comma = self, line.contains(0x22) {
            return try CSVReader.cells(of: Array(line)).get().map { FieldSeparator.trimmed(Array($0.text.utf8)[...]) }
        }
        var isSpace = false
        if case .space = self { isSpace = true }
        return line.split(separator: byte, omittingEmptySubsequences: isSpace).map { FieldSeparator.trimmed($0) }
    }

    /// Divides a line into its first field and the rest; nil where there is no rest.
    func divided(_ line: ArraySlice<UInt8>) -> (first: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
        let line = FieldSeparator.trimmed(line)
        guard let place = line.firstIndex(of: byte) else { return nil }
        return (FieldSeparator.trimmed(line[..<place]), FieldSeparator.trimmed(line[(place + 1)...]))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0D }
        var bytes = bytes
        while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }
}

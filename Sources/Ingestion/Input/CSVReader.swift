/// One value of a CSV record.
struct CSVCell: Hashable {
    let text: String
    let isQuoted: Bool

    /// The value as JSON would have it: an empty cell is absent, unless it is quoted text.
    func value(as form: FieldForm, field: String) throws(ContractViolation) -> JSONValue? {
        if text.isEmpty, !(isQuoted && form == .string) { return nil }
        switch form {
        case .string: return .string(text)
        case .list:
            return .array(text.split(separator: "|", omittingEmptySubsequences: false).map { .string(String($0)) })
        case .number, .boolean, .object:
            // What is no JSON of the right kind is passed on as text, for the contract to say what was expected.
            guard let value = try? JSONReader.value(of: text) else { return .string(text) }
            switch (form, value) {
            case (.number, .number), (.boolean, .bool), (.object, .object): return value
            default: return .string(text)
            }
        }
    }
}

/// One record of a CSV file, or what is wrong with it.
struct CSVRecord {
    /// The number of the record's first line, from 1.
    let line: Int
    /// The record's beginning, for a person.
    let sample: String
    /// The cells, or why there are none.
    let cells: Result<[CSVCell], ContractViolation>
}

/// Reads records of comma-separated values (RFC 4180): quotes around values with commas, quotes or newlines, a quote in
/// them doubled; lines end in LF or CRLF.
///
/// A broken record costs its first line only: where a quote is never closed, or the record it makes is malformed,
/// reading goes on with the next line, so one stray quote does not swallow its neighbours.
struct CSVReader {
    private var lines: LineReader
    /// Lines that were read while looking for a closing quote and given back, last one first.
    private var returned: [(number: Int, bytes: [UInt8])] = []

    init(_ lines: LineReader) { self.lines = lines }

    var damage: InputDamage? { lines.damage }
    var position: Int64 { lines.position }

    /// The next record that is not blank, or nil at the end; a record that may be made of more than one line must have
    /// `columns` values, where that is known.
    mutating func next(columns: Int?) -> CSVRecord? {
        while let first = nextLine() {
            let sample = InputLine.sample(of: first.bytes[...])
            if first.isTooLong { return rejected(first.number, sample, CSVReader.tooLong) }
            if first.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            var record = first.bytes
            var more: [(number: Int, bytes: [UInt8])] = []
            var isOpen = CSVReader.hasOpenQuote(record[...])
            while isOpen, record.count <= LineReader.maximumLength, let line = nextLine() {
                if line.isTooLong { break }
                more.append((line.number, line.bytes))
                record.append(0x0A)
                record += line.bytes
                if CSVReader.hasOpenQuote(line.bytes[...]) { isOpen = false }
            }
            // A record that the break cuts through is not wrong, only unknown, like the line it ends in.
            if isOpen, lines.damage != nil, returned.isEmpty { return nil }
            // Of a quote that is never closed the first line alone says best what is wrong.
            let cells = CSVReader.cells(of: isOpen ? first.bytes : record)
            if !more.isEmpty {
                let isWhole = (try? cells.get()).map { columns == nil || $0.count == columns } ?? false
                if !isWhole {
                    returned += more.reversed()
                    if case .success(let found) = cells {
                        let reason = "expected \(columns ?? 0) values as in the header, got \(found.count)"
                        return rejected(first.number, sample, ContractViolation(field: nil, reason: reason))
                    }
                }
            }
            return CSVRecord(line: first.number, sample: sample, cells: cells)
        }
        return nil
    }

    static let tooLong = ContractViolation(
        field: nil, reason: "expected a line of at most \(LineReader.maximumLength) bytes, got more")

    private func rejected(_ line: Int, _ sample: String, _ violation: ContractViolation) -> CSVRecord {
        CSVRecord(line: line, sample: sample, cells: .failure(violation))
    }

    private mutating func nextLine() -> (number: Int, bytes: [UInt8], isTooLong: Bool)? {
        if let line = returned.popLast() { return (line.number, line.bytes, false) }
        return lines.next().map { ($0.number, Array($0.bytes[$0.range]), $0.isTooLong) }
    }

    /// Whether the number of quotes is odd, so that a value goes on in the next line.
    private static func hasOpenQuote(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.reduce(false) { isOpen, byte in byte == 0x22 ? !isOpen : isOpen }
    }

    /// The cells of one whole record.
    static func cells(of record: [UInt8]) -> Result<[CSVCell], ContractViolation> {
        var cells: [CSVCell] = []
        var position = 0
        let end = record.last == 0x0D ? record.count - 1 : record.count
        func failure(_ reason: String) -> Result<[CSVCell], ContractViolation> {
            .failure(ContractViolation(field: nil, reason: "malformed CSV at value \(cells.count + 1): \(reason)"))
        }
        while true {
            var content: [UInt8] = []
            let isQuoted = position < end && record[position] == 0x22
            if isQuoted {
                position += 1
                while true {
                    guard position < end else { return failure("a quote is not closed") }
                    if record[position] != 0x22 {
                        content.append(record[position])
                        position += 1
                    } else if position + 1 < end, record[position + 1] == 0x22 {
                        content.append(0x22)
                        position += 2
                    } else {
                        position += 1
                        break
                    }
                }
                guard position >= end || record[position] == 0x2C else {
                    return failure("expected a comma after the closing quote")
                }
            } else {
                while position < end, record[position] != 0x2C {
                    guard record[position] != 0x22 else { return failure("a quote inside a value without quotes") }
                    content.append(record[position])
                    position += 1
                }
            }
            guard !content.contains(0) else { return failure("a NUL character") }
            guard let text = String(validating: content, as: UTF8.self) else { return failure("broken UTF-8") }
            cells.append(CSVCell(text: text, isQuoted: isQuoted))
            if position >= end { return .success(cells) }
            position += 1
        }
    }
}

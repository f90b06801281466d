/// One line of an input, without its newline.
struct InputLine {
    /// The line's number, from 1.
    let number: Int
    /// What the line's bytes lie in.
    let bytes: [UInt8]
    /// Where in `bytes` the line is; of a line that is too long, its beginning.
    let range: Range<Int>
    /// Whether the line is longer than `LineReader.maximumLength`.
    let isTooLong: Bool

    /// Whether nothing but space is on the line.
    var isBlank: Bool {
        !isTooLong && bytes[range].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// The line's beginning, for a person: broken UTF-8 repaired, control characters replaced.
    var sample: String { InputLine.sample(of: bytes[range]) }

    static func sample(of bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: bytes.prefix(512), as: UTF8.self).unicodeScalars.prefix(256) {
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return text
    }
}

/// Cuts bytes into lines, with bounded memory: about `maximumLength` and two pieces, however long a line is.
///
/// A last line without a newline is a line, unless the input broke off: then nobody knows whether it is whole.
struct LineReader {
    /// The longest line, in bytes.
    static let maximumLength = 1 << 20

    private let source: any ByteSource
    private var buffer: [UInt8]
    private var start = 0
    private var scanned = 0
    private var number = 0
    private var hasEnded = false
    /// Where the input broke off, once it has.
    private(set) var damage: InputDamage?

    /// Reads `first` and what follows it in `source`; a byte order mark at the very beginning is skipped.
    init(_ source: any ByteSource, first: [UInt8] = []) {
        self.source = source
        self.buffer = first
    }

    /// How many bytes of the input have been read, as they lie on disk.
    var position: Int64 { source.position }

    /// The next line, or nil at the end.
    mutating func next() -> InputLine? {
        if number == 0 { skipMark() }
        while true {
            if let newline = newline() { return line(upTo: newline) }
            if scanned - start > LineReader.maximumLength { return longLine() }
            if !fill() { return lastLine() }
        }
    }

    private mutating func newline() -> Int? {
        while scanned < buffer.count {
            if buffer[scanned] == 0x0A { return scanned }
            scanned += 1
        }
        return nil
    }

    private mutating func line(upTo end: Int) -> InputLine {
        defer {
            start = end + 1
            scanned = start
        }
        return made(start..<end, isTooLong: end - start > LineReader.maximumLength)
    }

    /// Keeps the beginning of an over-long line for its sample and reads on to the next newline.
    private mutating func longLine() -> InputLine {
        let beginning = Array(buffer[start..<start + 1024])
        while newline() == nil {
            start = buffer.count
            if !fill() { break }
        }
        start = min(scanned + 1, buffer.count)
        scanned = start
        number += 1
        return InputLine(number: number, bytes: beginning, range: 0..<beginning.count, isTooLong: true)
    }

    private mutating func lastLine() -> InputLine? {
        guard damage == nil, start < buffer.count else { return nil }
        defer {
            start = buffer.count
            scanned = start
        }
        return made(start..<buffer.count, isTooLong: false)
    }

    private mutating func made(_ range: Range<Int>, isTooLong: Bool) -> InputLine {
        number += 1
        return InputLine(
            number: number, bytes: buffer,
            range: isTooLong ? range.lowerBound..<range.lowerBound + 1024 : range, isTooLong: isTooLong)
    }

    /// Adds a piece to what is left of the buffer; false at the end of the input.
    private mutating func fill() -> Bool {
        guard !hasEnded else { return false }
        do {
            let piece = try source.next()
            if piece.isEmpty {
                hasEnded = true
                return false
            }
            buffer.removeFirst(start)
            scanned -= start
            start = 0
            buffer += piece
            return true
        } catch {
            hasEnded = true
            damage =
                error as? InputDamage
                ?? InputDamage(source: "", byteOffset: source.position, reason: String(describing: error))
            return false
        }
    }

    private mutating func skipMark() {
        while buffer.count < 3, fill() {}
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]), start == 0 {
            start = 3
            scanned = 3
        }
    }
}

/// One pass of the tokenizer over one text: the current word, and the tokens so far.
struct TokenScan {
    /// The longest word, in characters, that is looked at; longer ones are unknown, as in the reference.
    private static let longestWord = 100
    /// Enough for the longest word in UTF-8.
    static let wordCapacity = 4 * longestWord

    private let vocabulary: WordPieceVocabulary
    private let folding = UnicodeFolding.reference
    private let limit: Int
    private(set) var tokens: [Int32]

    private let word: UnsafeMutableBufferPointer<UInt8>
    private var wordBytes = 0
    private var wordCharacters = 0
    /// Where the characters begin that canonical ordering may still move.
    private var runStart = 0

    init(vocabulary: WordPieceVocabulary, word: UnsafeMutableBufferPointer<UInt8>, tokens: [Int32], limit: Int) {
        self.vocabulary = vocabulary
        self.word = word
        self.tokens = tokens
        self.limit = limit
    }

    /// Appends the tokens of UTF-8 text, at most up to the limit.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < text.count, tokens.count < limit {
            let byte = text[position]
            if byte < 0x80 {
                switch Self.kinds[Int(byte)] {
                case .letter:
                    append(byte)
                case .capital:
                    append(byte | 0x20)
                case .space:
                    endWord()
                case .dropped:
                    break
                case .punctuation:
                    endWord()
                    if byte == UInt8(ascii: "["), let token = specialToken(at: position, of: text) {
                        tokens.append(token.id)
                        position += token.text.count
                        continue
                    }
                    append(byte)
                    endWord()
                }
                position += 1
            } else {
                let (point, length) = Self.decode(text, at: position)
                read(point)
                position += length
            }
        }
        endWord()
        if tokens.count > limit { tokens.removeLast(tokens.count - limit) }
    }

    private func specialToken(at position: Int, of text: UnsafeBufferPointer<UInt8>) -> (text: [UInt8], id: Int32)? {
        vocabulary.special.first { text[position...].starts(with: $0.text) }
    }

    /// Reads one code point above ASCII.
    private mutating func read(_ point: UInt32) {
        let entry = folding[point]
        if entry.has(UnicodeFolding.Entry.dropped) { return }
        if entry.has(UnicodeFolding.Entry.space) { return endWord() }
        if entry.has(UnicodeFolding.Entry.chinese) {
            endWord()
            keep(entry.target == 0 ? point : entry.target)
            return endWord()
        }
        if entry.has(UnicodeFolding.Entry.mark) { return }
        if entry.has(UnicodeFolding.Entry.starter) {
            runStart = wordBytes
        } else if entry.has(UnicodeFolding.Entry.several) {
            let start = Int(entry.target)
            for offset in 1...Int(folding.expansions[start]) { keep(folding.expansions[start + offset]) }
        } else if (0xAC00..<0xD7A4).contains(point) {
            readHangul(point - 0xAC00)
        } else {
            keep(entry.target == 0 ? point : entry.target)
        }
    }

    /// Decomposes a Hangul syllable by arithmetic (The Unicode Standard, section 3.12).
    private mutating func readHangul(_ index: UInt32) {
        keep(0x1100 + index / 588)
        keep(0x1161 + index % 588 / 28)
        if index % 28 > 0 { keep(0x11A7 + index % 28) }
    }

    /// Takes a folded code point into the current word.
    private mutating func keep(_ point: UInt32) {
        let entry = folding[point]
        if entry.has(UnicodeFolding.Entry.punctuation) {
            endWord()
            append(point)
            endWord()
        } else if entry.has(UnicodeFolding.Entry.combining) {
            insert(point)
        } else if point < 0x80 {
            append(UInt8(truncatingIfNeeded: point))
        } else {
            append(point)
        }
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        wordCharacters += 1
        guard wordCharacters <= Self.longestWord else { return }
        word[wordBytes] = byte
        wordBytes += 1
        runStart = wordBytes
    }

    private mutating func append(_ point: UInt32) {
        wordCharacters += 1
        guard wordCharacters <= Self.longestWord else { return }
        wordBytes += Self.encode(point, into: word, at: wordBytes)
        runStart = wordBytes
    }

    /// Takes in a combining character behind those of its class or lower, the canonical order.
    private mutating func insert(_ point: UInt32) {
        wordCharacters += 1
        guard wordCharacters <= Self.longestWord else { return }
        let combiningClass = folding.combiningClass(of: point)
        var place = runStart
        while place < wordBytes {
            let (other, length) = Self.decode(UnsafeBufferPointer(word), at: place)
            if folding.combiningClass(of: other) > combiningClass { break }
            place += length
        }
        let length = Self.encode(point, into: word, at: wordBytes)
        wordBytes += length
        // Rotates the new character from the end to its place.
        let added = Array(word[wordBytes - length..<wordBytes])
        for index in stride(from: wordBytes - 1, through: place + length, by: -1) { word[index] = word[index - length] }
        for (offset, byte) in added.enumerated() { word[place + offset] = byte }
    }

    /// Cuts the current word into pieces; a word that cannot be cut, or is too long, is unknown.
    private mutating func endWord() {
        guard wordCharacters > 0 else { return }
        let first = tokens.count
        var start = 0
        var root = WordPieceVocabulary.wordRoot
        let bytes = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(word)[..<wordBytes])
        if wordCharacters > Self.longestWord {
            tokens.append(vocabulary.unknown)
            start = wordBytes
        }
        while start < wordBytes {
            guard let piece = vocabulary.longestPiece(of: bytes, from: start, root: root) else {
                tokens.removeLast(tokens.count - first)
                tokens.append(vocabulary.unknown)
                break
            }
            tokens.append(piece.token)
            start = piece.end
            root = WordPieceVocabulary.continuationRoot
        }
        wordBytes = 0
        wordCharacters = 0
        runStart = 0
    }

    /// What an ASCII byte is to the tokenizer.
    private enum Kind: UInt8 { case letter, capital, space, dropped, punctuation }

    private static let kinds: [Kind] = (0..<128).map { (byte: UInt8) -> Kind in
        switch byte {
        case 9, 10, 13, 32: .space
        case 0..<32, 127: .dropped
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .capital
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): .letter
        default: .punctuation
        }
    }

    /// Decodes the code point at `position` of valid UTF-8.
    @inline(__always)
    private static func decode(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> (point: UInt32, length: Int) {
        let lead = UInt32(text[position])
        func next(_ offset: Int) -> UInt32 { UInt32(text[position + offset]) & 0x3F }
        if lead < 0x80 { return (lead, 1) }
        if lead < 0xE0 { return ((lead & 0x1F) << 6 | next(1), 2) }
        if lead < 0xF0 { return ((lead & 0x0F) << 12 | next(1) << 6 | next(2), 3) }
        return ((lead & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
    }

    /// Writes `point` as UTF-8 and returns its length.
    private static func encode(_ point: UInt32, into out: UnsafeMutableBufferPointer<UInt8>, at position: Int) -> Int {
        func put(_ offset: Int, _ value: UInt32) { out[position + offset] = UInt8(truncatingIfNeeded: value) }
        func tail(_ shift: UInt32) -> UInt32 { 0x80 | (point >> shift) & 0x3F }
        switch point {
        case 0..<0x80:
            put(0, point)
            return 1
        case 0..<0x800:
            put(0, 0xC0 | point >> 6)
            put(1, tail(0))
            return 2
        case 0..<0x1_0000:
            put(0, 0xE0 | point >> 12)
            put(1, tail(6))
            put(2, tail(0))
            return 3
        default:
            put(0, 0xF0 | point >> 18)
            put(1, tail(12))
            put(2, tail(6))
            put(3, tail(0))
            return 4
        }
    }
}

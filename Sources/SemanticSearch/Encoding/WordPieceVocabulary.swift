/// The word pieces of a model, as a byte trie in one hash table: a token's id is its line in `vocab.txt`.
///
/// The trie has two roots, for pieces that begin a word and for pieces that continue one (written with `##`), so the
/// longest piece at a position is found in one walk over the bytes.
///
/// - Complexity: one probe a byte; about 4 MB for 30,000 tokens.
/// - Thread safety: immutable.
package struct WordPieceVocabulary: Sendable {
    /// The number of tokens.
    package let count: Int
    let unknown: Int32
    let classification: Int32
    let separator: Int32
    /// Tokens that are recognised in raw text, letter by letter, before anything else is done to it.
    let special: [(text: [UInt8], id: Int32)]

    /// Open addressing: `node << 8 | byte` in the upper half, the child in the lower; all ones is empty.
    private let slots: [UInt64]
    private let shift: UInt64
    /// The token that ends at each node, or -1.
    private let tokens: [Int32]

    static let wordRoot: UInt32 = 0
    static let continuationRoot: UInt32 = 1
    private static let empty = UInt64.max

    /// Reads a `vocab.txt`: one token a line, UTF-8.
    ///
    /// - Throws: `EncoderError.malformed`, naming the line, for text that is not UTF-8, an empty or repeated token,
    ///   more than 16 MB, or a missing `[UNK]`, `[CLS]` or `[SEP]`.
    package init(file: String, bytes: some Collection<UInt8>) throws(EncoderError) {
        guard bytes.count < 1 << 24 else {
            throw .malformed(file: file, reason: "\(bytes.count) bytes are too many for a vocabulary")
        }
        var lines = Array(bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var trie = Trie(expectedNodes: bytes.count / 2)
        var ids: [String: Int32] = [:]
        for (number, var line) in lines.enumerated() {
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard !line.isEmpty else { throw .malformed(file: file, reason: "line \(number + 1) is empty") }
            guard let text = String(validating: line, as: UTF8.self) else {
                throw .malformed(file: file, reason: "line \(number + 1) is not UTF-8")
            }
            if Self.specialNames.contains(text) { ids[text] = Int32(number) }
            let continues = line.count > 2 && line.starts(with: [UInt8(ascii: "#"), UInt8(ascii: "#")])
            let inserted = trie.insert(
                continues ? line.dropFirst(2) : line, from: continues ? Self.continuationRoot : Self.wordRoot,
                token: Int32(number))
            guard inserted else {
                throw .malformed(file: file, reason: "line \(number + 1) repeats the token \(text)")
            }
        }
        func required(_ name: String) throws(EncoderError) -> Int32 {
            guard let id = ids[name] else { throw .malformed(file: file, reason: "has no token \(name)") }
            return id
        }
        unknown = try required("[UNK]")
        classification = try required("[CLS]")
        separator = try required("[SEP]")
        special = Self.specialNames.compactMap { name in ids[name].map { (Array(name.utf8), $0) } }
        count = lines.count
        slots = trie.slots
        shift = trie.shift
        tokens = trie.tokens
    }

    private static let specialNames = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    /// Finds the longest piece that `word` begins with, walking from `root`; nil when there is none.
    @inline(__always)
    func longestPiece(
        of word: UnsafeBufferPointer<UInt8>, from start: Int, root: UInt32
    ) -> (token: Int32, end: Int)? {
        var node = root
        var found: (token: Int32, end: Int)?
        for position in start..<word.count {
            guard let child = Self.child(of: node, by: word[position], in: slots, shift: shift) else { break }
            node = child
            let token = tokens[Int(node)]
            if token >= 0 { found = (token, position + 1) }
        }
        return found
    }

    @inline(__always)
    fileprivate static func child(of node: UInt32, by byte: UInt8, in slots: [UInt64], shift: UInt64) -> UInt32? {
        let key = UInt64(node) << 8 | UInt64(byte)
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
        while slots[slot] != empty {
            if slots[slot] >> 32 == key { return UInt32(truncatingIfNeeded: slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The trie while it grows; the table is kept at most half full.
    private struct Trie {
        private(set) var slots: [UInt64]
        private(set) var shift: UInt64
        private(set) var tokens: [Int32] = [-1, -1]

        init(expectedNodes: Int) {
            let bits = max(4, Int.bitWidth - (2 * expectedNodes).leadingZeroBitCount)
            slots = Array(repeating: empty, count: 1 << bits)
            shift = UInt64(64 - bits)
        }

        /// Adds a piece; false when it was there.
        mutating func insert(_ piece: ArraySlice<UInt8>, from root: UInt32, token: Int32) -> Bool {
            var node = root
            for byte in piece {
                node = child(of: node, by: byte, in: slots, shift: shift) ?? add(byte, to: node)
            }
            guard tokens[Int(node)] < 0 else { return false }
            tokens[Int(node)] = token
            return true
        }

        private mutating func add(_ byte: UInt8, to node: UInt32) -> UInt32 {
            if 2 * tokens.count >= slots.count { grow() }
            let child = UInt32(tokens.count)
            tokens.append(-1)
            place((UInt64(node) << 8 | UInt64(byte)) << 32 | UInt64(child))
            return child
        }

        private mutating func place(_ entry: UInt64) {
            var slot = Int(truncatingIfNeeded: ((entry >> 32) &* 0x9E37_79B9_7F4A_7C15) >> shift)
            while slots[slot] != empty { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }

        private mutating func grow() {
            let old = slots
            slots = Array(repeating: empty, count: 2 * old.count)
            shift -= 1
            for entry in old where entry != empty { place(entry) }
        }
    }
}

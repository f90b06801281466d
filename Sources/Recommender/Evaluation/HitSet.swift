/// Which places of a list are hits, one bit a place: all that the metrics of a user need to know of it.
struct HitSet: Sequence {
    /// Place 0 is the lowest bit of the first word.
    let words: ArraySlice<UInt64>

    /// How many words hold `depth` places.
    static func wordCount(depth: Int) -> Int { (depth + 63) / 64 }

    /// The words of a list: a bit wherever `isHit` says so.
    static func words(of list: [Int32], depth: Int, isHit: (Int32) -> Bool) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: wordCount(depth: depth))
        for (place, item) in list.prefix(depth).enumerated() where isHit(item) {
            words[place / 64] |= 1 << UInt64(place % 64)
        }
        return words
    }

    func makeIterator() -> some IteratorProtocol<Int> {
        words.enumerated().lazy.flatMap { index, word in Bits(rest: word, base: 64 * index) }.makeIterator()
    }

    /// The places of the bits of one word, rising.
    private struct Bits: Sequence, IteratorProtocol {
        var rest: UInt64
        let base: Int

        mutating func next() -> Int? {
            guard rest != 0 else { return nil }
            defer { rest &= rest - 1 }
            return base + rest.trailingZeroBitCount
        }
    }
}

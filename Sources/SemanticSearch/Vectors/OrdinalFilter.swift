/// The ordinals that a search may return, as a bitmap.
///
/// - Complexity: `contains` is O(1); memory is one bit per ordinal.
/// - Thread safety: immutable.
package struct OrdinalFilter: Sendable, Hashable {
    /// The number of ordinals the filter speaks about: `0 ..< universe`.
    package let universe: Int
    /// The number of ordinals it allows.
    package let count: Int
    let words: [UInt64]
    /// The allowed ordinals, ascending, where they are so few that looking for them in the bitmap would take longer than
    /// comparing their vectors; nil where they are many.
    let few: [Int32]?

    /// Below which share of all ordinals the allowed ones are listed: then the list is no larger than the bitmap.
    private static let listedShare = 32

    /// The allowed share of all ordinals, in `0 ... 1`; 0 for an empty universe.
    package var selectivity: Double { universe == 0 ? 0 : Double(count) / Double(universe) }

    /// Allows the ordinals of `0 ..< count` for which `including` answers true; it is asked once for each, in order.
    package init(count universe: Int, including: (Int32) throws -> Bool) rethrows {
        var words = [UInt64](repeating: 0, count: (max(0, universe) + 63) / 64)
        var allowed = 0
        for ordinal in 0..<max(0, universe) where try including(Int32(ordinal)) {
            words[ordinal / 64] |= 1 << UInt64(ordinal % 64)
            allowed += 1
        }
        self.init(universe: max(0, universe), count: allowed, words: words)
    }

    /// Allows the listed ordinals; those outside `0 ..< count` are passed over, repeated ones count once.
    package init(count universe: Int, including ordinals: some Sequence<Int32>) {
        var words = [UInt64](repeating: 0, count: (max(0, universe) + 63) / 64)
        for ordinal in ordinals where ordinal >= 0 && Int(ordinal) < universe {
            words[Int(ordinal) / 64] |= 1 << UInt64(ordinal % 64)
        }
        self.init(universe: max(0, universe), count: words.reduce(0) { $0 + $1.nonzeroBitCount }, words: words)
    }

    /// Takes a bitmap with `count` bits set, all below `universe`.
    init(universe: Int, count: Int, words: [UInt64]) {
        self.universe = universe
        self.count = count
        self.words = words
        few = count * Self.listedShare <= universe ? Self.ordinals(of: words, count: count) : nil
    }

    private static func ordinals(of words: [UInt64], count: Int) -> [Int32] {
        var ordinals: [Int32] = []
        ordinals.reserveCapacity(count)
        for index in words.indices where words[index] != 0 {
            var left = words[index]
            while left != 0 {
                ordinals.append(Int32(index * 64 + left.trailingZeroBitCount))
                left &= left - 1
            }
        }
        return ordinals
    }

    /// Whether `ordinal` may be returned; false outside the universe.
    @inline(__always)
    package func contains(_ ordinal: Int32) -> Bool {
        guard ordinal >= 0, Int(ordinal) < universe else { return false }
        return words[Int(ordinal) / 64] & (1 << UInt64(ordinal % 64)) != 0
    }

    /// Calls `body` with every allowed ordinal, in ascending order.
    func forEach(_ body: (Int32) throws -> Void) rethrows {
        if let few { return try few.forEach(body) }
        for (index, word) in words.enumerated() {
            var left = word
            while left != 0 {
                try body(Int32(index * 64 + left.trailingZeroBitCount))
                left &= left - 1
            }
        }
    }
}

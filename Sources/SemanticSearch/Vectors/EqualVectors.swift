internal import Columns

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Chains of ordinals whose vectors are equal byte for byte.
///
/// Many people write the same text, so many vectors are equal. As nodes of their own they would fill each other's
/// neighbour lists and cut a cluster off from the graph; so only the lowest ordinal of a chain becomes a node, and a
/// search that finds it returns the others with it, at the same similarity.
struct EqualVectors {
    /// For every ordinal the next higher one with an equal vector, or -1; empty when all vectors differ.
    let next: [Int32]
    /// The ordinals that are the first of their chain, ascending.
    let first: [Int32]

    /// Finds the chains of `vectors`: hashes every row, sorts the hashes, compares rows of equal hash.
    init(_ vectors: VectorColumn) {
        let width = vectors.dimension * MemoryLayout<Float>.stride
        let count = vectors.count
        var next = [Int32](repeating: -1, count: count)
        var follows = [Bool](repeating: false, count: count)
        var found = false
        vectors.values.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            let hashes = (0..<count).map { Self.hash(base + $0 * width, count: vectors.dimension) }
            let order = (0..<count).sorted { (hashes[$0], $0) < (hashes[$1], $1) }
            var start = 0
            while start < count {
                var end = start + 1
                while end < count, hashes[order[end]] == hashes[order[start]] { end += 1 }
                // Within one hash the ordinals ascend; the last of every chain seen so far is compared.
                var lasts: [Int] = []
                for ordinal in order[start..<end] {
                    if let chain = lasts.firstIndex(where: {
                        memcmp(base + $0 * width, base + ordinal * width, width) == 0
                    }) {
                        next[lasts[chain]] = Int32(ordinal)
                        follows[ordinal] = true
                        lasts[chain] = ordinal
                        found = true
                    } else {
                        lasts.append(ordinal)
                    }
                }
                start = end
            }
        }
        self.next = found ? next : []
        self.first = (0..<count).filter { !follows[$0] }.map { Int32($0) }
    }

    /// A hash of `count` 32-bit words.
    private static func hash(_ words: UnsafeRawPointer, count: Int) -> UInt64 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for index in 0..<count {
            let word = words.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
            state = (state ^ UInt64(word)) &* 0xD6E8_FEB8_6659_FD93
            state ^= state >> 32
        }
        return state
    }
}

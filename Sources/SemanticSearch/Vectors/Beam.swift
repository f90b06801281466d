#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The best `width` candidates of a walk, in order, each open (to be expanded) or closed, in raw memory it is lent.
///
/// A sorted row instead of the two heaps of the HNSW paper: at the widths in use, a binary search and a short
/// `memmove` cost less than two heap updates, and the result needs no sorting.
struct Beam {
    private let keys: UnsafeMutablePointer<UInt64>
    private let width: Int
    private(set) var count = 0
    /// Every key before this one is closed.
    private var cursor = 0

    /// A beam over `keys`, which has room for `width` keys.
    @inline(__always)
    init(keys: UnsafeMutablePointer<UInt64>, width: Int) {
        self.keys = keys
        self.width = width
    }

    /// The candidate at `index`, from 0, best first.
    @inline(__always)
    subscript(index: Int) -> NeighborKey { NeighborKey(bits: keys[index]) }

    /// The worst key that still has a place, or 0 while there is room.
    @inline(__always)
    var threshold: UInt64 { count == width ? keys[count - 1] : 0 }

    /// Offers a candidate that was not offered before.
    @inline(__always)
    mutating func insert(ordinal: Int32, similarity: Float) {
        insert(NeighborKey(ordinal: ordinal, similarity: similarity).bits | 1)
    }

    /// Offers a key whose bit 0 says whether it is open.
    @inline(__always)
    mutating func insert(_ key: UInt64) {
        guard key > threshold else { return }
        // Without a branch on the comparison, which no predictor learns.
        var low = 0
        var length = count
        while length > 1 {
            let half = length / 2
            low += keys[low + half - 1] > key ? half : 0
            length -= half
        }
        if length > 0, keys[low] > key { low += 1 }
        let moved = (count == width ? count - 1 : count) - low
        memmove(keys + low + 1, keys + low, moved * MemoryLayout<UInt64>.stride)
        keys[low] = key
        if count < width { count += 1 }
        if low < cursor { cursor = low }
    }

    /// Closes the best open candidate and returns it, or nil when all are closed.
    @inline(__always)
    mutating func next() -> Int32? {
        while cursor < count {
            let key = keys[cursor]
            if key & 1 == 1 {
                keys[cursor] = key & ~1
                cursor += 1
                return NeighborKey(bits: key).ordinal
            }
            cursor += 1
        }
        return nil
    }

    /// The best open candidate, left open; a hint only, so it looks no further than the cursor.
    @inline(__always)
    var upcoming: Int32? {
        cursor < count && keys[cursor] & 1 == 1 ? NeighborKey(bits: keys[cursor]).ordinal : nil
    }
}

/// One found vector: its ordinal and how similar it is to the query.
///
/// Neighbours are ordered by similarity, the greatest first, and equal similarities by ordinal, the lowest first.
package struct Neighbor: Sendable, Hashable {
    /// The vector's number.
    package let ordinal: Int32
    /// The similarity by the index's metric; greater is closer.
    package let similarity: Float

    /// Creates a neighbour.
    package init(ordinal: Int32, similarity: Float) {
        self.ordinal = ordinal
        self.similarity = similarity
    }
}

/// A neighbour in 64 bits whose unsigned order is the order of neighbours: greater keys come first.
///
/// The upper half is the similarity with its bits mapped to unsigned order, the lower half the complement of the
/// ordinal, shifted left by one; bit 0 is free for the beam's mark. Every float has a place, so no value can break
/// the order.
struct NeighborKey {
    let bits: UInt64

    @inline(__always)
    init(bits: UInt64) { self.bits = bits }

    @inline(__always)
    init(ordinal: Int32, similarity: Float) {
        let raw = similarity.bitPattern
        let sign = UInt32(bitPattern: Int32(bitPattern: raw) >> 31)
        let ordered = raw ^ (sign | 0x8000_0000)
        bits = UInt64(ordered) << 32 | UInt64(~UInt32(bitPattern: ordinal) << 1)
    }

    @inline(__always)
    var ordinal: Int32 { Int32(bitPattern: ~(UInt32(truncatingIfNeeded: bits) >> 1) & 0x7FFF_FFFF) }

    @inline(__always)
    var similarity: Float {
        let ordered = UInt32(truncatingIfNeeded: bits >> 32)
        let sign = UInt32(bitPattern: Int32(bitPattern: ordered) >> 31)
        return Float(bitPattern: ordered ^ (~sign | 0x8000_0000))
    }

    @inline(__always)
    var neighbor: Neighbor { Neighbor(ordinal: ordinal, similarity: similarity) }
}

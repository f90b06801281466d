/// One node of a flat tree, 16 bytes, little-endian on disk.
///
/// A split sends a row to `child` when the feature's value is below `threshold`, else to `child + 1`; a missing value
/// (NaN) goes to `child`, or to `child + 1` when the top bit of `featureAndMissing` is set. A leaf points to itself and
/// has a NaN threshold: no comparison with it succeeds, so a walk that has arrived stays there and needs no test for
/// leaves.
package struct ForestNode: BitwiseCopyable, Sendable {
    /// The split's threshold, never NaN; NaN in a leaf.
    package var threshold: Float
    /// The feature in the low 31 bits, and in the top bit whether missing values go right; zero in a leaf.
    package var featureAndMissing: UInt32
    /// The left child, counted from the tree's first node and followed by the right child; a leaf's own number.
    package var child: UInt32
    /// The leaf's margin, finite; zero in a split.
    package var value: Float

    /// A split on `feature`; the children are `child` and `child + 1`.
    package static func split(feature: UInt32, threshold: Float, missingGoesLeft: Bool, child: UInt32) -> ForestNode {
        ForestNode(
            threshold: threshold, featureAndMissing: feature | (missingGoesLeft ? 0 : 1 << 31), child: child, value: 0)
    }

    /// A leaf that is node `index` of its tree.
    package static func leaf(index: UInt32, value: Float) -> ForestNode {
        ForestNode(threshold: .nan, featureAndMissing: 0, child: index, value: value)
    }

    /// The feature that a split compares.
    @inline(__always)
    package var feature: Int { Int(featureAndMissing & 0x7fff_ffff) }

    /// Whether a split sends missing values to the left child.
    package var missingGoesLeft: Bool { featureAndMissing >> 31 == 0 }

    /// The node that a row with `value` of this node's feature visits next: `child` or `child + 1`, without a branch.
    @inline(__always)
    func next(_ value: Float) -> Int {
        let right: UInt32 = value >= threshold ? 1 : 0
        let missing: UInt32 = value != value ? 1 : 0
        return Int(child &+ (right | (missing & (featureAndMissing >> 31))))
    }
}

package import SemanticSearch

/// A filter that allows a share of all ordinals, chosen by a hash, so that other programs can make the same one.
///
/// Ordinal `i` is allowed when `splitmix64(i)` (Steele, Lea, Flood 2014, state `i` + golden ratio), as a share of
/// 2^64, is below the selectivity.
package enum SampleFilter {
    /// The filter over `count` ordinals that allows about `selectivity` of them, `0 ... 1`.
    package static func make(count: Int, selectivity: Double) -> OrdinalFilter {
        OrdinalFilter(count: count) { share(of: UInt64($0)) < selectivity }
    }

    private static func share(of ordinal: UInt64) -> Double {
        var mixed = ordinal &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        // 53 bits fit a double exactly.
        return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
    }
}

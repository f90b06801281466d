/// Deterministic sampling: a number from a seed and two ordinals, the same on every machine and thread.
///
/// The finaliser is SplitMix64's (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014).
struct SeededHash: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64, _ first: Int64, _ second: Int64 = 0) {
        state = seed
        mix(UInt64(bitPattern: first))
        mix(UInt64(bitPattern: second))
    }

    private mutating func mix(_ value: UInt64) {
        state ^= value &+ 0x9E37_79B9_7F4A_7C15 &+ (state << 6) &+ (state >> 2)
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// SplitMix64 (Steele, Lea, Flood 2014) and a few distributions: the same numbers for the same seed, on every machine.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Above 0 and below 1.
    mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

    /// An ordinal below `count`.
    mutating func ordinal(below count: Int) -> Int { Int(uniform() * Double(count)) }

    /// A normal number of mean 0 and deviation 1, by Box and Muller.
    mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform()) }

    /// A Pareto number from 0 on (Lomax).
    mutating func pareto(_ shape: Double) -> Double { pow(uniform(), -1 / shape) - 1 }
}

/// A number above 0 to a power.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

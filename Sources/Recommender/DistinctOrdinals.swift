/// Numbers the distinct ordinals of a list 0, 1, 2, … in the order in which they first come.
///
/// A table of open addresses, since a request numbers the texts of a thousand candidates several times.
///
/// - Complexity: O(n) expected.
struct DistinctOrdinals {
    /// The distinct ordinals, in the order of their numbers.
    private(set) var distinct: [Int32] = []
    /// The number of each element of the list.
    private(set) var numbers: [Int32] = []

    init(_ ordinals: [Int32]) {
        let bits = max(4, Int.bitWidth - (2 * ordinals.count).leadingZeroBitCount)
        let mask = 1 << bits - 1
        distinct.reserveCapacity(ordinals.count)
        numbers.reserveCapacity(ordinals.count)
        var table = [Int32](repeating: -1, count: mask + 1)
        for ordinal in ordinals {
            // Fibonacci hashing: the high bits of a product with 2⁶⁴ / φ.
            let hash = UInt64(bitPattern: Int64(ordinal)) &* 0x9E37_79B9_7F4A_7C15
            var place = Int(truncatingIfNeeded: hash >> UInt64(64 - bits))
            var number = table[place]
            while number >= 0, distinct[Int(number)] != ordinal {
                place = (place + 1) & mask
                number = table[place]
            }
            if number < 0 {
                number = Int32(distinct.count)
                table[place] = number
                distinct.append(ordinal)
            }
            numbers.append(number)
        }
    }
}

/// Counts of durations in buckets that grow with the duration: 16 in every doubling, so that any percentile is known
/// to within 1/32 of itself, with whole numbers alone.
///
/// This is the bucketing of HdrHistogram with 4 significant bits: microseconds below 32 have a bucket each; from there
/// a bucket is 1/16 of its octave wide and stands for its middle. Histograms of the same kind are added bucket by
/// bucket, so minutes, replicas and restarts merge without loss.
///
/// - Complexity: recording O(1); percentiles O(buckets).
package struct LatencyHistogram: Equatable, Sendable {
    /// The greatest relative error of a percentile.
    package static let relativeError = 1.0 / 32
    /// The number of buckets; durations beyond 2^31 µs, 36 minutes, count in the last.
    package static let bucketCount = 32 + 26 * 16

    /// How many durations fell into each bucket.
    package private(set) var counts: [UInt64]

    /// An empty histogram.
    package init() { counts = [UInt64](repeating: 0, count: Self.bucketCount) }

    /// The number of durations.
    package var count: UInt64 { counts.reduce(0, &+) }

    /// Adds one duration.
    package mutating func record(microseconds: UInt64) { counts[Self.bucket(of: microseconds)] += 1 }

    /// Adds the durations of `other`.
    package mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
    }

    /// The duration in microseconds that a share `quantile` (0 to 1) of all durations does not exceed, by the nearest
    /// rank; nil for an empty histogram.
    package func percentile(_ quantile: Double) -> Double? {
        let total = count
        guard total > 0 else { return nil }
        let rank = max(1, UInt64((min(1, max(0, quantile)) * Double(total)).rounded(.up)))
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() where count > 0 {
            seen += count
            if seen >= rank { return Self.middle(of: index) }
        }
        return nil
    }

    /// The number of durations below `microseconds`, which must be a power of two of at least 32, where buckets meet.
    func count(below microseconds: UInt64) -> UInt64 {
        counts[..<Self.bucket(of: microseconds)].reduce(0, &+)
    }

    /// The middle of the last bucket that has a duration; nil for an empty histogram.
    package var maximum: Double? { counts.lastIndex { $0 > 0 }.map(Self.middle(of:)) }

    static func bucket(of microseconds: UInt64) -> Int {
        guard microseconds >= 32 else { return Int(microseconds) }
        let octave = 63 - microseconds.leadingZeroBitCount
        let part = Int(microseconds >> UInt64(octave - 4)) & 15
        return min(bucketCount - 1, 32 + (octave - 5) * 16 + part)
    }

    static func middle(of bucket: Int) -> Double {
        guard bucket >= 32 else { return Double(bucket) }
        let octave = 5 + (bucket - 32) / 16
        let width = Double(1 << (octave - 4))
        let low = Double(16 + (bucket - 32) % 16) * width
        return low + (width - 1) / 2
    }
}

extension LatencyHistogram {
    /// The counts up to the last bucket that has any: the form that is kept in SQL.
    package var buckets: [Int] {
        guard let last = counts.lastIndex(where: { $0 > 0 }) else { return [] }
        return counts[...last].map { Int(clamping: $0) }
    }

    /// Reads what `buckets` gave; nil for more buckets than there are, or for a negative count.
    package init?(buckets: [Int]) {
        guard buckets.count <= Self.bucketCount, buckets.allSatisfy({ $0 >= 0 }) else { return nil }
        self.init()
        for (index, count) in buckets.enumerated() { counts[index] = UInt64(count) }
    }
}

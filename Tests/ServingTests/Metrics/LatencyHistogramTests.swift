import Serving
import TestNumbers
import Testing

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("Percentiles are within the stated error of the exact ones", arguments: [1 as UInt64, 2, 3])
    func percentiles(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for size in [1, 2, 10, 99, 100, 1001, 20_000] {
            var durations: [UInt64] = []
            var histogram = LatencyHistogram()
            for _ in 0..<size {
                // Spread evenly over the orders of magnitude from 1 µs to half an hour.
                let duration = generator.next() >> UInt64.random(in: 34...63, using: &generator)
                durations.append(duration)
                histogram.record(microseconds: duration)
            }
            durations.sort()
            for quantile in [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
                let rank = max(1, Int((quantile * Double(size)).rounded(.up)))
                let exact = Double(durations[rank - 1])
                let found = histogram.percentile(quantile) ?? -1
                #expect(abs(found - exact) <= exact * LatencyHistogram.relativeError, "\(quantile) of \(size)")
            }
            #expect(histogram.count == UInt64(size))
            #expect(histogram.maximum == histogram.percentile(1))
        }
    }

    @Test("Short durations are exact")
    func short() {
        for duration in 0..<32 as Range<UInt64> {
            var histogram = LatencyHistogram()
            histogram.record(microseconds: duration)
            #expect(histogram.percentile(0.5) == Double(duration))
        }
    }

    @Test("An empty histogram has no percentile, and a huge duration a place")
    func ends() {
        var histogram = LatencyHistogram()
        #expect(histogram.percentile(0.5) == nil && histogram.maximum == nil && histogram.buckets == [])
        histogram.record(microseconds: .max)
        #expect(histogram.count == 1)
        #expect(histogram.buckets.count == LatencyHistogram.bucketCount)
    }

    @Test("Merging is recording everything in one")
    func merging() {
        var generator = SeededGenerator(seed: 9)
        var parts = [LatencyHistogram](repeating: LatencyHistogram(), count: 3)
        var whole = LatencyHistogram()
        for _ in 0..<3000 {
            let duration = generator.next() >> 40
            parts[Int.random(in: 0..<3, using: &generator)].record(microseconds: duration)
            whole.record(microseconds: duration)
        }
        var merged = parts[0]
        merged.merge(parts[1])
        merged.merge(parts[2])
        #expect(merged == whole)
        #expect(LatencyHistogram(buckets: whole.buckets) == whole)
    }

    @Test("Foreign buckets are refused")
    func foreign() {
        #expect(LatencyHistogram(buckets: [0, -1]) == nil)
        #expect(LatencyHistogram(buckets: [Int](repeating: 0, count: LatencyHistogram.bucketCount + 1)) == nil)
    }
}

import Foundation
import Recommender
import TestNumbers
import Testing

@Suite("Bootstrap intervals")
struct BootstrapIntervalTests {
    private func normal(_ count: Int, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed)
        return (0..<count).map { _ in sqrt(-2 * log(1 - random.unit())) * cos(2 * .pi * random.unit()) }
    }

    @Test("of many values are as wide as the normal approximation says")
    func width() {
        let values = normal(2000, seed: 3)
        let mean = values.reduce(0, +) / 2000
        let deviation = sqrt(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2000)
        let interval = BootstrapInterval.mean(of: values, plan: .init(resamples: 2000, seed: 1))
        #expect(abs(interval.mean - mean) < 1e-12)
        let half = 1.96 * deviation / sqrt(2000)
        #expect(abs(interval.high - mean - half) < 0.1 * half)
        #expect(abs(mean - interval.low - half) < 0.1 * half)
    }

    @Test("hold the true mean about as often as they promise")
    func covers() {
        let held = (0..<300 as Range<UInt64>).count { seed in
            let interval = BootstrapInterval.mean(of: normal(60, seed: seed), plan: .init(resamples: 300, seed: seed))
            return interval.low <= 0 && 0 <= interval.high
        }
        #expect((270...297).contains(held), "\(held) of 300")
    }

    @Test("depend on the seed alone, and columns do not disturb each other")
    func seeded() {
        let (first, second) = (normal(101, seed: 1), normal(101, seed: 2))
        let plan = BootstrapInterval.Plan(resamples: 200, seed: 9)
        let both = BootstrapInterval.means(of: [first, second], plan: plan)
        #expect(both[0] == BootstrapInterval.mean(of: first, plan: plan))
        #expect(both[1] == BootstrapInterval.mean(of: second, plan: plan))
        #expect(both[0] != BootstrapInterval.mean(of: first, plan: .init(resamples: 200, seed: 10)))
    }

    @Test("of a paired difference are narrower than of either side")
    func paired() {
        let base = normal(500, seed: 4)
        let better = base.map { $0 + 0.01 }
        let difference = BootstrapInterval.difference(better, base, plan: .init(seed: 1))
        #expect(abs(difference.low - 0.01) < 1e-9 && abs(difference.high - 0.01) < 1e-9)
    }

    @Test("of one value, or of none, are that value, or 0")
    func edges() {
        #expect(BootstrapInterval.mean(of: [0.5], plan: .init(seed: 1)) == .init(mean: 0.5, low: 0.5, high: 0.5))
        #expect(BootstrapInterval.mean(of: [], plan: .init(seed: 1)) == .init(mean: 0, low: 0, high: 0))
        #expect(BootstrapInterval.means(of: [], plan: .init(seed: 1)) == [])
    }
}

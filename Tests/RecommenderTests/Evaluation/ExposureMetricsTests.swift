import Foundation
import Recommender
import Testing

@Suite("Exposure metrics")
struct ExposureMetricsTests {
    @Test("Even exposure has Gini 0, a single item (n − 1) / n, and the order of items does not matter")
    func gini() {
        #expect(ExposureMetrics.gini([3, 3, 3, 3]) == 0)
        #expect(abs(ExposureMetrics.gini([0, 0, 0, 12]) - 0.75) < 1e-15)
        #expect(ExposureMetrics.gini([1, 5, 2, 0]) == ExposureMetrics.gini([5, 0, 1, 2]))
    }

    @Test("Coverage counts what is shown at all")
    func coverage() { #expect(ExposureMetrics.coverage([0, 1, 7, 0]) == 0.5) }

    @Test("Novelty is in bits, and an item that nobody touched is as novel as one that one user touched")
    func novelty() throws {
        #expect(ExposureMetrics.novelty([2, 0], touches: [4, 1], users: 16) == 2)
        #expect(ExposureMetrics.novelty([1, 1], touches: [1, 0], users: 16) == 4)
    }

    @Test("Nothing shown says nothing")
    func empty() {
        #expect(ExposureMetrics.gini([]) == 0 && ExposureMetrics.gini([0, 0]) == 0)
        #expect(ExposureMetrics.coverage([]) == 0)
        #expect(ExposureMetrics.novelty([0], touches: [1], users: 3) == nil)
        #expect(ExposureMetrics.novelty([1], touches: [1], users: 0) == nil)
    }
}

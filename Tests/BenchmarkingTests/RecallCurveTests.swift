import Benchmarking
import Foundation
import Testing

@Suite("Speed at a recall")
struct RecallCurveTests {
    @Test("is read between two steps on a logarithmic scale")
    func between() throws {
        let speed = try #require(RecallCurve.speed(at: 0.95, of: [(0.99, 1000), (0.91, 4000)]))
        #expect(abs(speed - 2000) < 1e-9)
    }

    @Test("is the first step's below it, none above the last, exact on a step")
    func ends() {
        let curve = [(recall: 0.9, speed: 10.0), (recall: 0.95, speed: 8.0), (recall: 0.97, speed: 5.0)]
        #expect(RecallCurve.speed(at: 0.8, of: curve) == 10)
        #expect(RecallCurve.speed(at: 0.98, of: curve) == nil)
        #expect(RecallCurve.speed(at: 0.5, of: []) == nil)
        #expect(RecallCurve.speed(at: 0.97, of: curve).map { abs($0 - 5) < 1e-9 } == true)
    }
}

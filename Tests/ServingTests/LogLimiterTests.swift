import Serving
import Testing

@Suite("Log limiter")
struct LogLimiterTests {
    @Test("One report a period goes through and says how many did not")
    func period() {
        let limiter = LogLimiter(every: .seconds(60))
        let start = ContinuousClock.now
        #expect(limiter.admit(at: start) == 0)
        #expect(limiter.admit(at: start + .seconds(1)) == nil)
        #expect(limiter.admit(at: start + .seconds(59)) == nil)
        #expect(limiter.admit(at: start + .seconds(60)) == 2)
        #expect(limiter.admit(at: start + .seconds(121)) == 0)
    }
}

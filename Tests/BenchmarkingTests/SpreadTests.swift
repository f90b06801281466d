import Benchmarking
import Testing

@Suite("Order statistics")
struct SpreadTests {
    @Test("Quantiles are interpolated as NumPy does")
    func quantiles() {
        let spread = Spread([4, 1, 3, 2])
        #expect(spread.least == 1 && spread.greatest == 4 && spread.median == 2.5)
        #expect(abs(spread.quantile(0.95) - 3.85) < 1e-12)
        #expect(spread.quantile(-1) == 1 && spread.quantile(2) == 4)
        #expect(Spread([7]).median == 7)
        #expect(Spread([]).median == 0)
    }
}

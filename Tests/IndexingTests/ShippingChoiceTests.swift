import Indexing
import Recommender
import Testing

@Suite("What ships")
struct ShippingChoiceTests {
    /// As many users as asked for, each with a value of its own, the same for the same seed.
    private func values(seed: UInt64, count: Int = 100) -> [Double] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in Double(random.below(1000)) / 1000 }
    }

    private func entry(_ name: String, _ values: [Double], isBlend: Bool = false) -> ShippingChoice.Entry {
        ShippingChoice.Entry(name: name, isBlend: isBlend, values: values)
    }

    @Test("A blend that is better for every user ships", arguments: [1, 2, 3] as [UInt64])
    func clear(seed: UInt64) throws {
        let single = values(seed: seed)
        let choice = try #require(
            ShippingChoice([entry("graph", single), entry("equal", single.map { $0 + 0.01 }, isBlend: true)]))
        #expect(choice.shipped == "equal" && choice.single == "graph")
        #expect(choice.sentence.hasPrefix("equal ships: better than the best single source (graph) by 0.01 "))
    }

    @Test("A blend ahead by less than two standard errors does not ship, one ahead by more does")
    func boundary() throws {
        // Half of the users gain, half lose a little less: the standard error of the mean difference is known.
        let single = [Double](repeating: 0.5, count: 100)
        func choice(ahead: Double) throws -> ShippingChoice {
            let blend = single.indices.map { single[$0] + ahead + ($0 % 2 == 0 ? 0.1 : -0.1) }
            return try #require(ShippingChoice([entry("graph", single), entry("tuned", blend, isBlend: true)]))
        }
        let error = 0.1 / 99.0.squareRoot()
        #expect(try choice(ahead: 1.99 * error).shipped == "graph")
        #expect(try choice(ahead: 2.01 * error).shipped == "tuned")
        #expect(try choice(ahead: -1).shipped == "graph")
    }

    @Test("Of several the best single source and the best blend are compared, of equal ones the first")
    func several() throws {
        let low = values(seed: 9)
        let high = low.map { $0 + 0.05 }
        let choice = try #require(
            ShippingChoice([
                entry("similarity", low), entry("graph", high), entry("forecast", high),
                entry("equal", low, isBlend: true), entry("tuned", high.map { $0 + 0.05 }, isBlend: true),
            ]))
        #expect(choice.single == "graph" && choice.shipped == "tuned")
    }

    @Test("Without a blend the best single source ships; without a single source, or of one user, nothing is claimed")
    func few() throws {
        #expect(ShippingChoice([entry("graph", [0.5])])?.shipped == "graph")
        #expect(ShippingChoice([entry("equal", [0.5], isBlend: true)]) == nil)
        #expect(ShippingChoice([]) == nil)
        let one = try #require(ShippingChoice([entry("graph", [0.1]), entry("equal", [0.9], isBlend: true)]))
        #expect(one.shipped == "graph")
        let nobody = try #require(ShippingChoice([entry("graph", []), entry("equal", [], isBlend: true)]))
        #expect(nobody.shipped == "graph")
    }
}

import SemanticSearch
import Testing

@Suite("Ordinal filter")
struct OrdinalFilterTests {
    @Test("A filter from a predicate holds exactly its ordinals", arguments: [0, 1, 63, 64, 65, 1000])
    func predicate(count: Int) {
        let filter = OrdinalFilter(count: count) { $0 % 3 == 0 }
        for ordinal in 0..<Int32(count) { #expect(filter.contains(ordinal) == (ordinal % 3 == 0)) }
        #expect(filter.count == (count + 2) / 3)
        #expect(!filter.contains(-1))
        #expect(!filter.contains(Int32(count)))
        #expect(!filter.contains(.max))
    }

    @Test("A filter from a list passes over ordinals outside and counts repeated ones once")
    func list() {
        let filter = OrdinalFilter(count: 100, including: [5, 5, -1, 100, 99, .max, .min])
        #expect(filter.count == 2)
        #expect(filter.contains(5))
        #expect(filter.contains(99))
        #expect(filter.selectivity == 0.02)
        #expect(filter == OrdinalFilter(count: 100) { $0 == 5 || $0 == 99 })
    }
}

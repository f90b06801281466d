import SemanticSearch
import Testing

@Suite("Ordinal filter without some")
struct OrdinalFilterRemovingTests {
    @Test("What is removed is no longer allowed, and nothing else changes", arguments: [0, 1, 63, 64, 65, 1000])
    func removing(count: Int) {
        let filter = OrdinalFilter(count: count) { $0 % 3 == 0 }
        let removed = filter.removing([0, 0, 1, 3, 999, -1, 1000, .max, .min])
        let expected = OrdinalFilter(count: count) { $0 % 3 == 0 && ![0, 3, 999].contains($0) }
        #expect(removed == expected)
        #expect(removed.count == expected.count)
        #expect(filter.removing([]) == filter)
    }
}

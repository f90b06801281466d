import Columns
import SemanticSearch
import Testing

@Suite("HNSW index")
struct HNSWIndexTests {
    private static let samples = Result { try VectorSamples(count: 5000, dimension: 64, queries: 200) }

    private func index(
        _ metric: Metric, efConstruction: Int = 200, coded: Bool = false
    ) throws -> (HNSWIndex, [[Float]]) {
        let samples = try Self.samples.get()
        let codes = coded ? CodeColumn(coding: samples.column, metric: metric, threads: 2) : nil
        let graph = try HNSWBuilder(
            vectors: samples.column, metric: metric, parameters: HNSWParameters(efConstruction: efConstruction),
            codes: codes
        ).build(threads: 2)
        return (try HNSWIndex(graph: graph, vectors: samples.column, metric: metric, codes: codes), samples.queries)
    }

    @Test(
        "It finds 95 of 100 true neighbours, also at every selectivity of a filter", arguments: Metric.allCases,
        [false, true])
    func recall(metric: Metric, coded: Bool) throws {
        let (index, queries) = try index(metric, coded: coded)
        #expect(try Recall.measure(index, against: index.exact, queries: queries, k: 10).mean >= 0.95)
        for share in [0.5, 0.1, 0.01, 0.001] {
            var generator = SeededGenerator(seed: 11)
            let filter = OrdinalFilter(count: 5000) { _ in Double.random(in: 0..<1, using: &generator) < share }
            for width in [16, 128] {
                let recall = try Recall.measure(
                    against: index.exact, queries: queries, k: 10, filter: filter
                ) { query in
                    let result = try index.search(query, k: 10, efSearch: width, filter: filter)
                    #expect(result.neighbors.count == min(10, filter.count))
                    #expect(result.neighbors.allSatisfy { filter.contains($0.ordinal) })
                    return result
                }
                #expect(recall.mean >= (width == 16 ? 0.85 : 0.95), "share \(share), width \(width)")
            }
        }
    }

    @Test("A batch build finds as much as inserting one by one would", arguments: [16, 32], [false, true])
    func narrow(width: Int, coded: Bool) throws {
        let (index, queries) = try index(.squaredL2, coded: coded)
        let recall = try Recall.measure(against: index.exact, queries: queries, k: 10) {
            try index.search($0, k: 10, efSearch: width)
        }
        #expect(recall.mean >= (width == 16 ? 0.90 : 0.97))
    }

    @Test("Similarities are the bits of the one definition, in order", arguments: Metric.allCases, [false, true])
    func similarities(metric: Metric, coded: Bool) throws {
        let (index, queries) = try index(metric, efConstruction: 40, coded: coded)
        for query in queries.prefix(20) {
            let found = try index.search(query, k: 10, efSearch: 50).neighbors
            for neighbor in found {
                let truth = index.vectors.similarity(Int(neighbor.ordinal), to: query, metric: metric)
                #expect(neighbor.similarity.bitPattern == truth.bitPattern)
            }
            #expect(found == found.sorted { ($1.similarity, $0.ordinal) < ($0.similarity, $1.ordinal) })
        }
    }

    @Test("The result names the way it took")
    func paths() throws {
        let (index, queries) = try index(.squaredL2, efConstruction: 40)
        let query = queries[0]
        let half = OrdinalFilter(count: 5000) { $0 % 2 == 0 }
        let few = OrdinalFilter(count: 5000) { $0 % 1000 == 0 }
        #expect(try index.search(query, k: 10, efSearch: 32).path == .graph)
        #expect(try index.search(query, k: 10, efSearch: 32, filter: half).path == .filteredGraph)
        #expect(try index.search(query, k: 10, efSearch: 32, filter: few).path == .filteredExact)
        #expect(try index.search(query, k: 4000).path == .exact)
    }

    @Test("A filter of far vectors only still returns as many as exist")
    func farFilter() throws {
        let (index, queries) = try index(.squaredL2, efConstruction: 40)
        for query in queries.prefix(20) {
            let order = try index.exact.search(query, k: 5000).neighbors.map(\.ordinal)
            let far = OrdinalFilter(count: 5000, including: order.suffix(2500))
            let result = try index.search(query, k: 10, efSearch: 16, filter: far)
            #expect(result.neighbors.count == 10)
            #expect(result.path == .filteredGraph || result.path == .exactFallback)
            // Never more work than comparing all twice.
            #expect(result.evaluations <= 2 * 2500 + 32 + 200)
        }
    }

    @Test("Equal vectors are all found, lowest ordinal first, and filters see each of them", arguments: [false, true])
    func equal(coded: Bool) throws {
        var generator = SeededGenerator(seed: 5)
        let texts = (0..<600).map { _ in (0..<16).map { _ in generator.normal() } }
        // Text 0 was written 3,000 times, the others about five times each.
        let choice = (0..<6000).map { $0 % 2 == 0 ? 0 : Int.random(in: 1..<600, using: &generator) }
        let column = try VectorColumn(values: FlatColumn(choice.flatMap { texts[$0] }), dimension: 16)
        let codes = coded ? CodeColumn(coding: column, metric: .squaredL2) : nil
        let graph = try HNSWBuilder(vectors: column, metric: .squaredL2, codes: codes).build(threads: 2)
        let index = try HNSWIndex(graph: graph, vectors: column, metric: .squaredL2, codes: codes)
        let result = try index.search(texts[0], k: 50, efSearch: 60)
        #expect(result.path == .graph)
        #expect(result.neighbors.map(\.ordinal) == (0..<50).map { Int32($0 * 2) })
        let late = OrdinalFilter(count: 6000) { $0 > 1000 }
        let filtered = try index.search(texts[0], k: 50, efSearch: 60, filter: late)
        let expected: [Int32] = (0..<50).map { Int32(1002) + Int32($0) * 2 }
        #expect(filtered.neighbors.map(\.ordinal) == expected)
        #expect(try Recall.measure(index, against: index.exact, queries: texts, k: 10).mean >= 0.99)
        for text in texts.prefix(100) {
            let found = try index.search(text, k: 10, efSearch: 200)
            #expect(
                found
                    == SearchResult(
                        neighbors: try index.exact.search(text, k: 10).neighbors, path: found.path,
                        evaluations: found.evaluations))
        }
    }

    @Test("Codes of other vectors or for another metric are refused")
    func codes() throws {
        let samples = try VectorSamples(count: 50, dimension: 4)
        let graph = try HNSWBuilder(vectors: samples.column, metric: .cosine).build(threads: 1)
        let codes = CodeColumn(coding: samples.column, metric: .squaredL2)
        let refusal = VectorError.codes(count: 50, dimension: 4, metric: .squaredL2)
        #expect(throws: refusal) {
            try HNSWIndex(graph: graph, vectors: samples.column, metric: .cosine, codes: codes)
        }
        #expect(throws: refusal) {
            try HNSWBuilder(vectors: samples.column, metric: .cosine, codes: codes).build(threads: 1)
        }
    }

    @Test("A graph and vectors of different counts are refused")
    func counts() throws {
        let samples = try VectorSamples(count: 50, dimension: 4)
        let other = try VectorSamples(count: 49, dimension: 4)
        let graph = try HNSWBuilder(vectors: samples.column, metric: .cosine).build(threads: 1)
        #expect(throws: VectorError.columnCount(column: "vectors", expected: 50, found: 49)) {
            try HNSWIndex(graph: graph, vectors: other.column, metric: .cosine)
        }
    }

    @Test("Searches of many threads at once return what one returns")
    func concurrent() async throws {
        let (index, queries) = try index(.cosine, efConstruction: 40)
        let truth = try queries.map { try index.search($0, k: 10, efSearch: 40) }
        try await withThrowingTaskGroup(of: [SearchResult].self) { group in
            for _ in 0..<4 {
                group.addTask { try queries.map { try index.search($0, k: 10, efSearch: 40) } }
            }
            for try await results in group { #expect(results == truth) }
        }
    }
}

import Columns
import SemanticSearch
import Testing

@Suite("Exact index")
struct ExactIndexTests {
    @Test("It returns what sorting all similarities returns", arguments: Metric.allCases, [1, 10, 2500])
    func oracle(metric: Metric, k: Int) throws {
        let samples = try VectorSamples(count: 3000, dimension: 20, queries: 5)
        let index = ExactIndex(vectors: samples.column, metric: metric)
        let filter = OrdinalFilter(count: 3000) { $0 % 4 == 1 }
        for query in samples.queries {
            let all = (0..<3000).map {
                Neighbor(
                    ordinal: Int32($0), similarity: samples.column.similarity($0, to: query, metric: metric))
            }.sorted { ($1.similarity, $0.ordinal) < ($0.similarity, $1.ordinal) }
            #expect(try index.search(query, k: k).neighbors == Array(all.prefix(k)))
            let allowed = all.filter { $0.ordinal % 4 == 1 }
            #expect(try index.search(query, k: k, filter: filter).neighbors == Array(allowed.prefix(k)))
        }
    }

    @Test("It says how it searched")
    func path() throws {
        let samples = try VectorSamples(count: 100, dimension: 8, queries: 1)
        let index = ExactIndex(vectors: samples.column, metric: .cosine)
        #expect(try index.search(samples.queries[0], k: 3).path == .exact)
        let filter = OrdinalFilter(count: 100, including: [1, 2])
        let result = try index.search(samples.queries[0], k: 3, filter: filter)
        #expect(result.path == .filteredExact)
        #expect(result.neighbors.count == 2)
        #expect(result.evaluations == 2)
    }

    @Test("Arguments that do not fit are refused")
    func arguments() throws {
        let index = ExactIndex(vectors: try VectorSamples(count: 10, dimension: 3).column, metric: .innerProduct)
        #expect(throws: VectorError.queryDimension(expected: 3, found: 2)) { try index.search([1, 2], k: 1) }
        #expect(throws: VectorError.queryNotFinite(position: 2)) { try index.search([1, 2, .infinity], k: 1) }
        #expect(throws: VectorError.filterCount(expected: 10, found: 9)) {
            try index.search([1, 2, 3], k: 1, filter: OrdinalFilter(count: 9) { _ in true })
        }
        #expect(throws: VectorError.self) { try index.search([1, 2, 3], k: -1) }
        #expect(try index.search([1, 2, 3], k: 0).neighbors.isEmpty)
        #expect(try index.search([1, 2, 3], k: .max).neighbors.count == 10)
    }

    @Test("An empty index finds nothing")
    func empty() throws {
        let index = ExactIndex(vectors: try VectorColumn(values: FlatColumn(), dimension: 2), metric: .squaredL2)
        #expect(try index.search([0, 0], k: 5).neighbors.isEmpty)
    }

    @Test("Values near the float limit neither trap nor disorder the results")
    func extremes() throws {
        let large = Float.greatestFiniteMagnitude
        let column = try VectorColumn(
            values: FlatColumn([large, large, -large, large, 0, 0, 1, 1]), dimension: 2)
        for metric in Metric.allCases {
            let index = ExactIndex(vectors: column, metric: metric)
            #expect(Set(try index.search([large, large], k: 4).neighbors.map(\.ordinal)) == [0, 1, 2, 3])
        }
    }
}

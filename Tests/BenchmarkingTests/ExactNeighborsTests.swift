import Benchmarking
import Columns
import SemanticSearch
import TestNumbers
import Testing

@Suite("True neighbours of many queries")
struct ExactNeighborsTests {
    /// Vectors on a coarse grid, so that many similarities are equal.
    static func vectors(count: Int, dimension: Int, seed: UInt64) throws -> VectorColumn {
        var generator = SeededGenerator(seed: seed)
        let values = (0..<count * dimension).map { _ in Float(Int.random(in: -3...3, using: &generator)) }
        return try VectorColumn(values: FlatColumn(values), dimension: dimension)
    }

    @Test(
        "are those of the exact index, bit by bit, at any number of threads",
        arguments: [1, 2, 5], Metric.allCases)
    func equalsExactIndex(threads: Int, metric: Metric) throws {
        // More than one block of rows, and a last one that is not full.
        let vectors = try Self.vectors(count: 1500, dimension: 700, seed: 1)
        let queries = try Self.vectors(count: 7, dimension: 700, seed: 2)
        let rows = (0..<queries.count).map { queries.row($0) }
        let exact = ExactIndex(vectors: vectors, metric: metric)
        for selectivity in [nil, 0.3, 0.002] {
            let filter = selectivity.map { SampleFilter.make(count: vectors.count, selectivity: $0) }
            let found = try ExactNeighbors.find(
                rows, in: vectors, metric: metric, k: 10, filter: filter, threads: threads)
            #expect(try found == rows.map { try exact.search($0, k: 10, filter: filter).neighbors })
        }
    }

    @Test("A query that does not fit is an error")
    func refuses() throws {
        let vectors = try Self.vectors(count: 10, dimension: 4, seed: 1)
        #expect(throws: VectorError.self) {
            try ExactNeighbors.find([[1, 2]], in: vectors, metric: .cosine, k: 3, threads: 2)
        }
    }

    @Test("A sample filter allows about the share asked for, and the same ordinals as the definition")
    func sampleFilter() {
        let filter = SampleFilter.make(count: 100_000, selectivity: 0.1)
        #expect(abs(filter.selectivity - 0.1) < 0.005)
        // splitmix64 of state 0 is 0xE220A8397B1DCDAF, a share of 0.883.
        #expect(!SampleFilter.make(count: 1, selectivity: 0.88).contains(0))
        #expect(SampleFilter.make(count: 1, selectivity: 0.89).contains(0))
        #expect(SampleFilter.make(count: 50, selectivity: 1).count == 50)
    }
}

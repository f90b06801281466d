import Columns
import SemanticSearch
import Serving
import TestNumbers
import Testing

@Suite("Recall sampler", .timeLimit(.minutes(1)))
struct RecallSamplerTests {
    /// An index that searches with the narrowest beam there is.
    private struct NarrowIndex: VectorIndex {
        let base: HNSWIndex
        var vectors: VectorColumn { base.vectors }
        var metric: Metric { base.metric }

        func search(_ query: [Float], k: Int, filter: OrdinalFilter?) throws -> SearchResult {
            try base.search(query, k: k, efSearch: 1, filter: filter)
        }
    }

    private let index: HNSWIndex
    private let queries: [[Float]]

    init() throws {
        var generator = SeededGenerator(seed: 5)
        func vector() -> [Float] { (0..<24).map { _ in Float.random(in: -1...1, using: &generator) } }
        let vectors = try VectorColumn(values: FlatColumn((0..<3000).flatMap { _ in vector() }), dimension: 24)
        let parameters = HNSWParameters(m: 4, efConstruction: 20)
        let graph = try HNSWBuilder(vectors: vectors, metric: .cosine, parameters: parameters).build(threads: 1)
        index = try HNSWIndex(graph: graph, vectors: vectors, metric: .cosine)
        queries = (0..<60).map { _ in vector() }
    }

    /// Waits until the sampler has compared `samples` searches.
    private func reading(_ sampler: RecallSampler, after samples: Int) async throws -> RecallSampler.Reading {
        while sampler.reading.samples + sampler.reading.dropped < samples {
            try await Task.sleep(for: .milliseconds(5))
        }
        return sampler.reading
    }

    @Test("A poor index shows the recall that the same searches have offline", arguments: [5, 10, 40], [false, true])
    func poor(k: Int, isFiltered: Bool) async throws {
        let narrow = NarrowIndex(base: index)
        let filter = isFiltered ? OrdinalFilter(count: 3000) { $0 % 3 != 0 } : nil
        let sampler = RecallSampler(rate: 1, seed: 1, queueLimit: 1000)
        let watched = sampler.watching(narrow, exact: index.exact)
        for query in queries {
            #expect(try watched.search(query, k: k, filter: filter) == narrow.search(query, k: k, filter: filter))
        }
        let reading = try await reading(sampler, after: queries.count)
        let offline = try Recall.measure(narrow, against: index.exact, queries: queries, k: k, filter: filter)
        #expect(reading.samples == queries.count && reading.dropped == 0)
        #expect(abs(try #require(reading.recallAsAsked) - offline.mean) < 1e-12)
        #expect(offline.mean < 0.98)
        let first = try Recall.measure(
            against: index.exact, queries: queries, k: min(k, 10), filter: filter,
            search: { try narrow.search($0, k: k, filter: filter) })
        #expect(abs(try #require(reading.recallAtTen) - first.mean) < 1e-12)
    }

    @Test("A rate chooses about that share, the same for the same seed")
    func rate() async throws {
        var counts: [Int] = []
        for seed: UInt64 in [1, 1, 2] {
            let sampler = RecallSampler(rate: 0.1, seed: seed, queueLimit: 10_000)
            let watched = sampler.watching(index, exact: index.exact)
            for number in 0..<1500 { _ = try watched.search(queries[number % 60], k: 5) }
            var last = -1
            while sampler.reading.samples != last {
                last = sampler.reading.samples
                try await Task.sleep(for: .milliseconds(50))
            }
            counts.append(last)
        }
        #expect(counts[0] == counts[1])
        #expect(counts.allSatisfy { (100...200).contains($0) }, "\(counts)")
    }

    @Test("A rate of nought leaves the index alone")
    func off() throws {
        let sampler = RecallSampler(rate: 0, seed: 1)
        #expect(sampler.watching(index, exact: index.exact) is HNSWIndex)
        #expect(sampler.reading == RecallSampler.Reading())
    }

    @Test("Searches that compared every vector are not counted")
    func exact() async throws {
        let sampler = RecallSampler(rate: 1, seed: 1)
        let watched = sampler.watching(index, exact: index.exact)
        let few = OrdinalFilter(count: 3000) { $0 < 20 }
        #expect(try watched.search(queries[0], k: 3000).path != .graph)
        #expect(try watched.search(queries[0], k: 5, filter: few).path == .filteredExact)
        _ = try watched.search(queries[0], k: 5)
        #expect(try await reading(sampler, after: 1).samples == 1)
    }

    @Test("A busy thread drops samples, and a search never waits for it")
    func busy() async throws {
        let sampler = RecallSampler(rate: 1, seed: 1, queueLimit: 1)
        let watched = sampler.watching(index, exact: index.exact)
        for number in 0..<3000 { _ = try watched.search(queries[number % 60], k: 5) }
        let reading = try await reading(sampler, after: 3000)
        #expect(reading.samples + reading.dropped == 3000 && reading.samples > 0 && reading.dropped > 0)
    }

    @Test("The means are over the last samples, and begin anew with another index")
    func window() async throws {
        let sampler = RecallSampler(rate: 1, seed: 1, window: 20, queueLimit: 1000)
        let narrow = NarrowIndex(base: index)
        let watched = sampler.watching(narrow, exact: index.exact)
        for query in queries { _ = try watched.search(query, k: 10, filter: nil) }
        let first = try await reading(sampler, after: 60)
        let last = try Recall.measure(narrow, against: index.exact, queries: Array(queries.suffix(20)), k: 10)
        #expect(abs(try #require(first.recallAsAsked) - last.mean) < 1e-12)
        let wide = sampler.watching(index, exact: index.exact)
        #expect(sampler.reading.recallAsAsked == nil && sampler.reading.samples == 60)
        for query in queries { _ = try wide.search(query, k: 10) }
        let second = try await reading(sampler, after: 120)
        #expect(try #require(second.recallAsAsked) > last.mean)
    }
}

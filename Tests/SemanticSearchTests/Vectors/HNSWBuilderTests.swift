import Columns
import SemanticSearch
import Synchronization
import Testing

@Suite("HNSW builder")
struct HNSWBuilderTests {
    /// All bytes of a graph.
    private func bytes(_ graph: HNSWGraph) -> [[Int32]] {
        [
            graph.columns.baseLinks.array, graph.columns.upperOffsets.array, graph.columns.upperLinks.array,
            graph.columns.nextEqual.array, [graph.entryPoint],
        ]
    }

    @Test(
        "One, two and three threads and a second run build the same bytes", arguments: Metric.allCases, [false, true])
    func deterministic(metric: Metric, coded: Bool) throws {
        let samples = try VectorSamples(count: 3000, dimension: 24)
        let builder = HNSWBuilder(
            vectors: samples.column, metric: metric, parameters: HNSWParameters(m: 8, efConstruction: 60),
            codes: coded ? CodeColumn(coding: samples.column, metric: metric) : nil)
        let first = bytes(try builder.build(threads: 1))
        #expect(bytes(try builder.build(threads: 2)) == first)
        #expect(bytes(try builder.build(threads: 3)) == first)
        #expect(bytes(try builder.build(threads: 1)) == first)
        #expect(bytes(try builder.build(threads: 2)) == first)
    }

    @Test("Another seed builds another graph")
    func seed() throws {
        let samples = try VectorSamples(count: 300, dimension: 8)
        func build(_ seed: UInt64) throws -> HNSWGraph {
            try HNSWBuilder(
                vectors: samples.column, metric: .squaredL2, parameters: HNSWParameters(m: 4, seed: seed)
            ).build(threads: 2)
        }
        #expect(bytes(try build(1)) != bytes(try build(2)))
    }

    @Test("A built graph keeps every invariant", arguments: Metric.allCases, [0, 1, 2, 3, 17, 101, 2000])
    func invariants(metric: Metric, count: Int) throws {
        let samples = try VectorSamples(count: count, dimension: 12, clusters: 9)
        let graph = try HNSWBuilder(
            vectors: samples.column, metric: metric, parameters: HNSWParameters(m: 6, efConstruction: 40)
        ).build(threads: 2)
        #expect(graph.count == count)
        #expect(graph.violations() == [])
        #expect(throws: Never.self) { try graph.assertValid() }
    }

    @Test("Many tight clusters stay reachable with few links")
    func repair() throws {
        let samples = try VectorSamples(count: 4000, dimension: 3, clusters: 400)
        let graph = try HNSWBuilder(
            vectors: samples.column, metric: .squaredL2, parameters: HNSWParameters(m: 2, efConstruction: 4)
        ).build(threads: 2)
        #expect(graph.violations() == [])
    }

    @Test("Levels thin out by m")
    func levels() throws {
        let samples = try VectorSamples(count: 4000, dimension: 4)
        let graph = try HNSWBuilder(
            vectors: samples.column, metric: .squaredL2, parameters: HNSWParameters(m: 4, efConstruction: 20)
        ).build(threads: 2)
        let upper = (0..<4000).count { graph.level(of: $0) > 0 }
        let second = (0..<4000).count { graph.level(of: $0) > 1 }
        #expect((800...1200).contains(upper))
        #expect((180...330).contains(second))
    }

    @Test("Equal vectors form chains behind one node")
    func equal() throws {
        var generator = SeededGenerator(seed: 3)
        let texts = (0..<40).map { _ in (0..<6).map { _ in generator.normal() } }
        let choice = (0..<2000).map { _ in Int.random(in: 0..<40, using: &generator) }
        let column = try VectorColumn(values: FlatColumn(choice.flatMap { texts[$0] }), dimension: 6)
        let graph = try HNSWBuilder(vectors: column, metric: .cosine).build(threads: 2)
        #expect(graph.violations() == [])
        #expect((0..<2000).count { !graph.links(of: $0).isEmpty } == 40)
        let next = graph.columns.nextEqual.array
        for (ordinal, follower) in next.enumerated() where follower >= 0 {
            #expect(choice[ordinal] == choice[Int(follower)])
            #expect(!choice[(ordinal + 1)..<Int(follower)].contains(choice[ordinal]))
        }
    }

    @Test("Vectors that are all equal build at once")
    func allEqual() throws {
        let column = try VectorColumn(values: FlatColumn([Float](repeating: 0.5, count: 8 * 3000)), dimension: 8)
        for metric in Metric.allCases {
            let graph = try HNSWBuilder(vectors: column, metric: metric).build(threads: 2)
            #expect(graph.violations() == [])
            let found = try HNSWIndex(graph: graph, vectors: column, metric: metric)
                .search([1, 2, 3, 4, 5, 6, 7, 8], k: 20, efSearch: 10)
            #expect(found.neighbors.map(\.ordinal) == Array(0..<20))
        }
    }

    @Test("Parameters outside their range are refused", arguments: [(1, 10, 1), (300, 10, 1), (4, 0, 1), (4, 10, 0)])
    func parameters(m: Int, efConstruction: Int, threads: Int) throws {
        let samples = try VectorSamples(count: 10, dimension: 4)
        let builder = HNSWBuilder(
            vectors: samples.column, metric: .cosine,
            parameters: HNSWParameters(m: m, efConstruction: efConstruction))
        #expect(throws: VectorError.self) { try builder.build(threads: threads) }
    }

    @Test("Progress ends at the number of nodes and never falls")
    func progress() throws {
        let samples = try VectorSamples(count: 500, dimension: 4)
        let seen = Mutex<[Int]>([])
        _ = try HNSWBuilder(vectors: samples.column, metric: .cosine).build(threads: 2) { inserted in
            seen.withLock { $0.append(inserted) }
        }
        let steps = seen.withLock { $0 }
        #expect(steps.last == 500)
        #expect(steps == steps.sorted())
    }
}

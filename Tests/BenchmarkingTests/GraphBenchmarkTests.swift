import Benchmarking
import Testing

@Suite("The benchmark of the graph")
struct GraphBenchmarkTests {
    private static func report(seed: UInt64, fanOut: Int = 8, steps: Int = 1000, threads: Int = 1) throws -> GraphReport
    {
        try GraphBenchmark(
            plan: GraphBenchmarkPlan(
                users: 300, messages: 400, campaigns: 7, edges: 6000, queries: 30, seed: seed, threads: threads,
                fanOut: fanOut, steps: steps, rowLimit: 20)
        ).run()
    }

    @Test("asks everything that the graph answers")
    func questions() throws {
        let report = try Self.report(seed: 1)
        #expect(report.parts.map(\.part) == ["graph", "rp3beta rows", "transition rows"])
        #expect(report.parts.allSatisfy { $0.edges > 0 && $0.bytes > 0 })
        #expect(report.latencies.count == 6)
        for latency in report.latencies {
            #expect(latency.queries == 30)
            #expect(latency.p50 <= latency.p90 && latency.p90 <= latency.p99)
            #expect(latency.p50CPU <= latency.p90CPU && latency.p90CPU <= latency.p99CPU)
        }
    }

    @Test("draws the same graph for the same seed, at any number of threads")
    func seeds() throws {
        let (first, again, other) = (
            try Self.report(seed: 3), try Self.report(seed: 3, threads: 3), try Self.report(seed: 4)
        )
        #expect(first.parts.map(\.edges) == again.parts.map(\.edges))
        #expect(first.walkOverlap == again.walkOverlap)
        #expect(first.rowOverlap == again.rowOverlap)
        #expect(first.parts.map(\.edges) != other.parts.map(\.edges))
    }

    @Test("finds all of the full walk's best where nothing is cut off")
    func overlap() throws {
        #expect(try Self.report(seed: 5, fanOut: 1000, steps: .max).walkOverlap == 1)
        let narrow = try Self.report(seed: 5, fanOut: 2).walkOverlap
        #expect(narrow < 1 && narrow > 0)
    }
}

import Benchmarking
import Columns
import Foundation
import SemanticSearch
import TestNumbers
import Testing

@Suite("A benchmark of the vector index")
struct VectorBenchmarkTests {
    static func vectors(count: Int, seed: UInt64) throws -> VectorColumn {
        var generator = SeededGenerator(seed: seed)
        let values = (0..<count * 16).map { _ in Float.random(in: -1...1, using: &generator) }
        return try VectorColumn(values: FlatColumn(values), dimension: 16)
    }

    static func queries(count: Int) throws -> [[Float]] {
        let column = try vectors(count: count, seed: 9)
        return (0..<count).map { column.row($0) }
    }

    @Test("finds that wide beams recall all, and counts every byte", arguments: VectorPrecision.allCases)
    func measures(precision: VectorPrecision) throws {
        let base = try Self.vectors(count: 3000, seed: 1)
        let plan = VectorBenchmarkPlan(
            metric: .squaredL2, precision: precision, threads: 2,
            parameters: HNSWParameters(m: 8, efConstruction: 60), repeats: 2)
        let benchmark = try VectorBenchmark(base: base, queries: Self.queries(count: 30), plan: plan)
        let report = benchmark.report(try benchmark.curve(beams: [10, 200]))
        #expect(report.curve.map(\.efSearch) == [10, 200])
        #expect(report.curve[1].recall > 0.98)
        #expect(report.curve[0].recall <= report.curve[1].recall)
        #expect(report.curve.allSatisfy { $0.qpsCPU >= $0.qpsCPUMedian && $0.qpsCPUMedian > 0 && $0.path == "graph" })
        #expect(report.build.vectorBytes == 3000 * 16 * 4)
        #expect((report.build.codeBytes > 0) == (precision != .fp32))
        let isMapped = precision == .compact
        #expect(report.build.mappedBytes == (isMapped ? report.build.vectorBytes : 0))
        #expect(
            report.build.indexBytes + report.build.mappedBytes
                == report.build.vectorBytes + report.build.codeBytes + report.build.graphBytes)
        #expect(report.peakResidentBytes > report.build.indexBytes)
        #if os(Linux)
            // Some of the rows were compared, and none that was not asked for is counted.
            #expect((report.mappedResidentBytes != nil) == isMapped)
            #expect((report.mappedResidentBytes ?? 1) > 0)
            #expect((report.mappedResidentBytes ?? 0) <= report.build.mappedBytes + 65_536)
        #endif
        let speed = try #require(report.speed(at: 0.95))
        #expect(speed <= report.curve[0].qpsCPU && speed >= report.curve[1].qpsCPU || report.curve[0].recall >= 0.95)
    }

    @Test("finds the same with mapped vectors as with vectors in memory", arguments: Metric.allCases)
    func compact(metric: Metric) throws {
        let base = try Self.vectors(count: 2500, seed: 3)
        let recalls = try [VectorPrecision.int8, .compact].map { precision in
            let plan = VectorBenchmarkPlan(
                metric: metric, precision: precision, parameters: HNSWParameters(m: 6, efConstruction: 30), repeats: 1)
            let benchmark = try VectorBenchmark(base: base, queries: Self.queries(count: 40), plan: plan)
            return try benchmark.curve(beams: [10, 20, 60]).map(\.recall)
        }
        #expect(recalls[0] == recalls[1])
        #expect(recalls[0][0] < 1)
    }

    @Test("ends the curve with the first beam that is good enough")
    func endsCurve() throws {
        let base = try Self.vectors(count: 2000, seed: 1)
        let plan = VectorBenchmarkPlan(metric: .cosine, parameters: HNSWParameters(m: 8, efConstruction: 60))
        let benchmark = try VectorBenchmark(base: base, queries: Self.queries(count: 10), plan: plan)
        #expect(try benchmark.curve(beams: [100, 150, 200], enough: 0.5).map(\.efSearch) == [100])
    }

    @Test("computes the truth under a filter and finds it", arguments: [0.5, 0.1, 0.01])
    func filters(selectivity: Double) throws {
        let base = try Self.vectors(count: 3000, seed: 1)
        let plan = VectorBenchmarkPlan(
            metric: .cosine, parameters: HNSWParameters(m: 8, efConstruction: 60), selectivity: selectivity)
        let benchmark = try VectorBenchmark(base: base, queries: Self.queries(count: 10), plan: plan)
        let sample = try benchmark.measure(efSearch: 100)
        #expect(sample.recall >= 0.95)
        #expect(sample.path.hasPrefix("filtered") || sample.path == "exact_fallback")
        #expect(benchmark.selectivity.map { abs($0 - selectivity) < 0.05 } == true)
    }

    @Test("takes the truth that is given, and refuses one that does not fit")
    func givenTruth() throws {
        let base = try Self.vectors(count: 500, seed: 1)
        let queries = try Self.queries(count: 3)
        let plan = VectorBenchmarkPlan(metric: .innerProduct, k: 5)
        let truth = try ExactNeighbors.find(queries, in: base, metric: .innerProduct, k: 5, threads: 1)
            .map { $0.map(\.ordinal) }
        let sample = try VectorBenchmark(base: base, queries: queries, truth: truth, plan: plan).measure(efSearch: 500)
        #expect(sample.recall == 1)
        let bad: [[[Int32]]] = [
            [], Array(truth.prefix(2)), truth.map { Array($0.prefix(4)) }, truth.map { $0.map { $0 + 500 } },
            truth.map { $0.map { _ in -1 } },
        ]
        for truth in bad {
            #expect(throws: VectorBenchmarkError.self) {
                try VectorBenchmark(base: base, queries: queries, truth: truth, plan: plan)
            }
        }
    }

    @Test("refuses nothing at all, and queries of another dimension")
    func refuses() throws {
        let base = try Self.vectors(count: 5, seed: 1)
        let plan = VectorBenchmarkPlan(metric: .cosine)
        #expect(throws: VectorBenchmarkError.nothingToMeasure) {
            try VectorBenchmark(base: base, queries: [], plan: plan)
        }
        #expect(throws: VectorBenchmarkError.queryDimension(row: 0, expected: 16, found: 2)) {
            try VectorBenchmark(base: base, queries: [[1, 2]], plan: plan)
        }
    }

    @Test("prints the keys that others read, null where a recall is not reached")
    func json() throws {
        let base = try Self.vectors(count: 2000, seed: 1)
        let plan = VectorBenchmarkPlan(
            metric: .cosine, parameters: HNSWParameters(m: 4, efConstruction: 10), repeats: 1)
        let benchmark = try VectorBenchmark(base: base, queries: Self.queries(count: 20), plan: plan)
        let report = benchmark.report(try benchmark.curve(beams: [10]))
        let data = try JSONEncoder().encode(report)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for key in [
            "build_seconds", "build_cpu_seconds", "index_bytes", "mapped_bytes", "peak_rss_bytes", "path", "curve",
        ] {
            #expect(object[key] != nil, "no \(key)")
        }
        let speeds = try #require(object["qps_cpu_at_recall"] as? [String: Any])
        #expect(Set(speeds.keys) == ["0.95", "0.99"])
        let point = try #require((object["curve"] as? [[String: Any]])?.first)
        #expect(Set(point.keys).isSuperset(of: ["ef_search", "recall", "qps", "qps_cpu"]))
        #expect(try JSONDecoder().decode(VectorReport.self, from: data).curve.first?.efSearch == 10)
    }
}

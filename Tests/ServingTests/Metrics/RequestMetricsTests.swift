import Domain
import Foundation
import Records
import Serving
import Testing

@Suite("Request metrics")
struct RequestMetricsTests {
    private struct Down: Error {}
    private let time = Instant(seconds: 1_700_000_030)

    @Test("Requests are counted by minute, route, class of status and outcome")
    func keys() {
        let metrics = RequestMetrics()
        metrics.record(route: "GET /a", status: 200, cache: .hit, duration: .microseconds(10), at: time)
        metrics.record(route: "GET /a", status: 204, cache: .hit, duration: .microseconds(30), at: time)
        metrics.record(route: "GET /a", status: 404, cache: .none, duration: .microseconds(5), at: time)
        metrics.record(
            route: "GET /a", status: 200, cache: .hit, duration: .microseconds(7), at: time.adding(seconds: 60))
        let minute = Instant(seconds: 1_700_000_030 - 1_700_000_030 % 60)
        let key = RequestKey(minute: minute, route: "GET /a", statusClass: 2, cache: .hit)
        let counts = metrics.unflushed
        #expect(counts.count == 3)
        #expect(counts[key]?.count == 2 && counts[key]?.totalMicroseconds == 40)
    }

    @Test("What is being written stays in sight, and what could not be written comes back")
    func flush() async throws {
        let metrics = RequestMetrics()
        func record() { metrics.record(route: "r", status: 200, cache: .none, duration: .zero, at: time) }
        record()
        await #expect(throws: Down.self) {
            try await metrics.flush { _ in
                record()
                #expect(metrics.unflushed.values.map(\.count) == [2])
                throw Down()
            }
        }
        #expect(metrics.unflushed.values.map(\.count) == [2])
        try await metrics.flush { counts in
            #expect(counts.values.map(\.count) == [2])
            record()
        }
        #expect(metrics.unflushed.values.map(\.count) == [1])
        try await metrics.flush { _ in }
        #expect(metrics.unflushed.isEmpty)
    }

    @Test("Beside SQL each request is read once, however writes and reads meet")
    func beside() async throws {
        let metrics = RequestMetrics()
        let written = Shared(0)
        let total = 2000
        let time = time
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 1...total {
                    metrics.record(route: "r", status: 200, cache: .none, duration: .zero, at: time)
                    if number % 50 == 0 {
                        try await metrics.flush { counts in
                            await Task.yield()
                            written.withLock { $0 += counts.values.reduce(0) { $0 + $1.count } }
                            await Task.yield()
                        }
                    }
                }
            }
            group.addTask {
                var latest = 0
                while latest < total {
                    let (unflushed, kept) = try await metrics.beside { written.withLock { $0 } }
                    let sum = kept + unflushed.values.reduce(0) { $0 + $1.count }
                    // Recording goes on meanwhile: a report may be early, but is never too great and never less than before.
                    #expect(sum >= latest && sum <= total)
                    latest = sum
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("A row in SQL reads back as the counts it was made of")
    func rows() throws {
        var counts = RequestCounts()
        let metrics = RequestMetrics()
        for number in 0..<500 {
            metrics.record(
                route: "GET /a", status: 200, cache: .miss, duration: .microseconds(number * number), at: time)
        }
        let (key, value) = try #require(metrics.unflushed.first)
        counts = value
        let (readKey, read) = try RequestCounts.reading(counts.row(key))
        #expect(readKey == key && read == counts)
    }

    @Test("Reports say hit ratio, percentiles and outcomes of the period alone")
    func report() throws {
        let metrics = RequestMetrics()
        for number in 1...100 {
            metrics.record(
                route: "GET /recommendations", status: 200, cache: number <= 75 ? .hit : .miss,
                duration: .milliseconds(number), at: time)
        }
        metrics.record(route: "GET /recommendations", status: 200, cache: .bypass, duration: .zero, at: time)
        metrics.record(route: "GET /recommendations", status: 400, cache: .none, duration: .zero, at: time)
        metrics.record(
            route: "GET /old", status: 200, cache: .hit, duration: .zero, at: time.adding(seconds: -7200))
        let report = RequestReport(from: time.adding(seconds: -3600), until: time, counts: metrics.unflushed)
        #expect(report.hitRatio == 0.75)
        let cache = try decoder.decode(
            CacheReport.self, from: Data(report.cacheJSON(failuresSinceStart: 3)))
        #expect(cache.hits == 75 && cache.misses == 25 && cache.bypasses == 1 && cache.hitRatio == 0.75)
        #expect(cache.cacheFailuresSinceStart == 3 && cache.byHour.count == 1 && cache.byHour[0].hits == 75)
        let latency = try decoder.decode(LatencyReport.self, from: Data(report.latencyJSON()))
        #expect(latency.relativeError == 1.0 / 32 && latency.unit == "ms" && latency.routes.count == 1)
        let route = latency.routes[0]
        #expect(route.route == "GET /recommendations" && route.count == 102)
        #expect(route.byStatus == ["2xx": 101, "4xx": 1])
        #expect(abs(route.p99 - 99) <= 99 / 32.0 && abs(route.max - 100) <= 100 / 32.0)
        #expect(route.byCache.map(\.cache) == ["hit", "miss", "bypass"])
    }

    @Test("Without requests there is no ratio")
    func empty() throws {
        let report = RequestReport(from: time, until: time, counts: [:])
        #expect(report.hitRatio == nil)
        #expect(String(decoding: report.cacheJSON(failuresSinceStart: 0), as: UTF8.self).contains(#""hit_ratio":null"#))
    }

    private var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    private struct CacheReport: Decodable {
        let hits: Int
        let misses: Int
        let bypasses: Int
        let hitRatio: Double
        let cacheFailuresSinceStart: Int
        let byHour: [Hour]

        struct Hour: Decodable { let hits: Int }
    }

    private struct LatencyReport: Decodable {
        let relativeError: Double
        let unit: String
        let routes: [Route]

        struct Route: Decodable {
            let route: String
            let count: Int
            let p99: Double
            let max: Double
            let byStatus: [String: Int]
            let byCache: [Part]
        }

        struct Part: Decodable { let cache: String }
    }
}

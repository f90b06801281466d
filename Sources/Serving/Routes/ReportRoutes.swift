internal import Domain
internal import Records

/// `/reports`: how the server has done over the last hours.
struct ReportRoutes: Sendable {
    let metrics: RequestMetrics
    let cache: RecommendationCache
    let records: RecordStore
    let now: @Sendable () -> Instant

    /// The longest period of a report in hours: a year.
    static let hours = 1...8784

    var routes: [Route] {
        [
            .get("/reports/cache") { call in
                Reply(try await report(call).cacheJSON(failuresSinceStart: cache.failureCount))
            },
            .get("/reports/latency") { call in Reply(try await report(call).latencyJSON()) },
        ]
    }

    private func report(_ call: Call) async throws -> RequestReport {
        let hours = try call.parameters(["hours"]).integer("hours", in: Self.hours) ?? 24
        let until = now()
        let from = until.adding(seconds: -3600 * Int64(hours) - until.seconds % 60)
        // Memory before SQL: what is written in between is then counted once too often at worst, never lost; it is
        // taken out of memory only after the commit.
        var counts = metrics.unflushed
        for aggregate in try await records.requests.read(from: from.milliseconds, to: until.milliseconds + 60_000) {
            let (key, kept) = try RequestCounts.reading(aggregate)
            counts[key, default: RequestCounts()].merge(kept)
        }
        return RequestReport(from: from, until: until, counts: counts)
    }
}

internal import Domain
internal import Records

/// `/reports`: how the server has done over the last hours.
struct ReportRoutes: Sendable {
    let metrics: RequestMetrics
    let cache: RecommendationCache
    let records: RecordStore
    let now: @Sendable () -> Instant

    var routes: [Route] {
        [
            .get("/reports/cache") { call in
                Reply(try await report(call).cacheJSON(failuresSinceStart: cache.failureCount))
            },
            .get("/reports/latency") { call in Reply(try await report(call).latencyJSON()) },
        ]
    }

    private func report(_ call: Call) async throws -> RequestReport {
        let hours = try call.parameters(["hours"]).integer("hours", in: RequestReport.hours) ?? 24
        // Memory before SQL: what is written in between is then counted once too often at worst, never lost; it is
        // taken out of memory only after the commit.
        let unflushed = metrics.unflushed
        return try await RequestReport.load(from: records, unflushed: unflushed, hours: hours, until: now())
    }
}

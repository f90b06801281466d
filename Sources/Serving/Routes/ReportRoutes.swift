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
        let until = now()
        let (unflushed, kept) = try await metrics.beside {
            try await RequestReport.load(from: records, hours: hours, until: until)
        }
        return kept.adding(unflushed)
    }
}

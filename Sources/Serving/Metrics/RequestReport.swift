package import Domain
package import Records

/// What the counts of a period say: how often the cache had the answer, and how long requests took.
package struct RequestReport: Sendable {
    /// The first minute counted.
    package let from: Instant
    /// When the report was made.
    package let until: Instant
    /// The counts of the period.
    package let counts: [RequestKey: RequestCounts]

    package init(from: Instant, until: Instant, counts: [RequestKey: RequestCounts]) {
        self.from = from
        self.until = until
        self.counts = counts.filter { $0.key.minute >= from && $0.key.minute <= until }
    }

    /// The number of requests with this cache outcome that were answered as asked.
    package func requests(_ outcome: CacheOutcome) -> Int {
        counts.reduce(0) { $0 + ($1.key.cache == outcome && $1.key.statusClass == 2 ? $1.value.count : 0) }
    }

    /// Hits among hits and misses; nil when there was neither.
    package var hitRatio: Double? {
        let hits = requests(.hit)
        let all = hits + requests(.miss)
        return all == 0 ? nil : Double(hits) / Double(all)
    }

    /// The answer of `/reports/cache`.
    package func cacheJSON(failuresSinceStart: Int?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("from", from.description)
            writer.member("until", until.description)
            for outcome in Self.outcomes {
                writer.member(Self.plural(outcome), requests(outcome))
            }
            writer.member("hit_ratio", hitRatio)
            if let failuresSinceStart { writer.member("cache_failures_since_start", failuresSinceStart) }
            writer.key("by_hour")
            writer.array(byHour) { writer, hour in
                writer.object { writer in
                    writer.member("hour", hour.start.description)
                    for outcome in Self.outcomes {
                        writer.member(Self.plural(outcome), hour.counts[outcome] ?? 0)
                    }
                }
            }
        }
        return writer.bytes
    }

    /// The answer of `/reports/latency`.
    package func latencyJSON() -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.object { writer in
            writer.member("from", from.description)
            writer.member("until", until.description)
            writer.member("unit", "ms")
            writer.member("relative_error", LatencyHistogram.relativeError)
            writer.key("routes")
            writer.array(routes) { writer, route in
                writer.object { writer in
                    writer.member("route", route.name)
                    Self.write(route.total, to: &writer)
                    writer.member("by_status", route.byStatus)
                    if !route.byCache.isEmpty {
                        writer.key("by_cache")
                        writer.array(route.byCache) { writer, part in
                            writer.object { writer in
                                writer.member("cache", part.outcome.rawValue)
                                Self.write(part.counts, to: &writer)
                            }
                        }
                    }
                }
            }
        }
        return writer.bytes
    }

    /// The counts of one route.
    package struct RouteCounts: Sendable {
        /// Method and route template.
        package let name: String
        /// All of its requests.
        package let total: RequestCounts
        /// The number of requests by class of status, such as `2xx`.
        package let byStatus: [String: Int]
        /// The requests that were answered as asked, by where the answer came from.
        package let byCache: [(outcome: CacheOutcome, counts: RequestCounts)]
    }

    /// The counts of each route, in the order of their names.
    package var routes: [RouteCounts] {
        Dictionary(grouping: counts, by: \.key.route).sorted { $0.key < $1.key }.map { name, rows in
            var total = RequestCounts()
            var byStatus: [String: Int] = [:]
            var byCache: [CacheOutcome: RequestCounts] = [:]
            for (key, counts) in rows {
                total.merge(counts)
                byStatus["\(key.statusClass)xx", default: 0] += counts.count
                byCache[key.cache, default: RequestCounts()].merge(counts)
            }
            let parts = Self.outcomes.compactMap { outcome in
                byCache[outcome].map { (outcome: outcome, counts: $0) }
            }
            return RouteCounts(name: name, total: total, byStatus: byStatus, byCache: parts)
        }
    }

    private var byHour: [(start: Instant, counts: [CacheOutcome: Int])] {
        var hours: [Int64: [CacheOutcome: Int]] = [:]
        for (key, counts) in counts where key.statusClass == 2 && key.cache != .none {
            hours[key.minute.seconds / 3600, default: [:]][key.cache, default: 0] += counts.count
        }
        return hours.sorted { $0.key < $1.key }.map { (Instant(seconds: $0.key * 3600), $0.value) }
    }

    /// The outcomes of routes that have a cache.
    private static let outcomes: [CacheOutcome] = [.hit, .miss, .bypass]

    private static func plural(_ outcome: CacheOutcome) -> String {
        switch outcome {
        case .hit: "hits"
        case .miss: "misses"
        case .bypass: "bypasses"
        case .none: "uncached"
        }
    }

    private static func write(_ counts: RequestCounts, to writer: inout JSONWriter) {
        func milliseconds(_ microseconds: Double?) -> Double? { microseconds.map { $0 / 1000 } }
        writer.member("count", counts.count)
        writer.member(
            "mean", counts.count == 0 ? nil : Double(counts.totalMicroseconds) / Double(counts.count) / 1000)
        for (name, quantile) in [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)] {
            writer.member(name, milliseconds(counts.latencies.percentile(quantile)))
        }
        writer.member("max", milliseconds(counts.latencies.maximum))
    }
}

internal import Domain
internal import Recommender
internal import Records
internal import Snapshots

/// `/metrics`: what this process has counted since its start, in Prometheus' text format.
struct MetricsRoutes: Sendable {
    let metrics: RequestMetrics
    let cache: RecommendationCache
    let sampler: RecallSampler
    let holder: SnapshotHolder

    var routes: [Route] {
        [
            .get("/metrics") { call in
                _ = try call.parameters([])
                var reply = Reply(text().bytes)
                reply.contentType = PrometheusText.contentType
                return reply
            }
        ]
    }

    private func text() -> PrometheusText {
        var text = PrometheusText()
        let totals = metrics.totals
        Self.addRequests(totals, to: &text)
        Self.addDurations(totals, to: &text)
        addCache(totals, to: &text)
        addRecall(to: &text)
        addSnapshot(to: &text)
        addFresh(to: &text)
        return text
    }

    private typealias Totals = [(kind: RequestKind, counts: RequestCounts)]

    private static func addRequests(_ totals: Totals, to text: inout PrometheusText) {
        let name = "murmur_requests_total"
        text.begin(name, .counter, "Requests answered, by route, class of status and where the answer came from.")
        for (kind, counts) in totals {
            text.sample(
                name, [("route", kind.route), ("status", "\(kind.statusClass)xx"), ("cache", kind.cache.rawValue)],
                is: counts.count)
        }
    }

    /// The upper bounds of the histogram: powers of two, where the buckets of the counts meet, from 64 µs to 17 s.
    private static let bounds: [UInt64] = (6...24).map { 1 << $0 }

    private static func addDurations(_ totals: Totals, to text: inout PrometheusText) {
        let name = "murmur_request_duration_seconds"
        text.begin(name, .histogram, "How long requests took, by route.")
        var routes: [(name: String, counts: RequestCounts)] = []
        for (kind, counts) in totals {
            if routes.last?.name != kind.route { routes.append((kind.route, RequestCounts())) }
            routes[routes.count - 1].counts.merge(counts)
        }
        for (route, counts) in routes {
            for bound in bounds {
                text.sample(
                    name + "_bucket", [("route", route), ("le", "\(Double(bound) / 1_000_000)")],
                    is: Int(clamping: counts.latencies.count(below: bound)))
            }
            text.sample(name + "_bucket", [("route", route), ("le", "+Inf")], is: counts.count)
            text.sample(name + "_sum", [("route", route)], is: Double(counts.totalMicroseconds) / 1_000_000)
            text.sample(name + "_count", [("route", route)], is: counts.count)
        }
    }

    private func addCache(_ totals: Totals, to text: inout PrometheusText) {
        text.begin("murmur_cache_answers_total", .counter, "Answers of routes with a cache, by where they came from.")
        for outcome in [CacheOutcome.hit, .miss, .bypass] {
            let count = totals.reduce(0) { sum, total in
                sum + (total.kind.cache == outcome && total.kind.statusClass == 2 ? total.counts.count : 0)
            }
            text.sample("murmur_cache_answers_total", [("outcome", outcome.rawValue)], is: count)
        }
        text.begin(
            "murmur_cache_failures_total", .counter, "Calls to the cache that failed and were treated as misses.")
        text.sample("murmur_cache_failures_total", is: cache.failureCount)
    }

    private func addRecall(to text: inout PrometheusText) {
        let reading = sampler.reading
        text.begin(
            "murmur_vector_recall_at_k", .gauge,
            "Share of the true k nearest vectors that sampled searches found; k asked is all a search wanted.")
        for (k, recall) in [("\(RecallSampler.shownNeighbors)", reading.recallAtTen), ("asked", reading.recallAsAsked)]
        {
            if let recall { text.sample("murmur_vector_recall_at_k", [("k", k)], is: recall) }
        }
        text.begin(
            "murmur_vector_recall_samples_total", .counter, "Approximate searches compared with the exact ones.")
        text.sample("murmur_vector_recall_samples_total", is: reading.samples)
        text.begin(
            "murmur_vector_recall_dropped_total", .counter,
            "Searches chosen for comparison and dropped because others were waiting.")
        text.sample("murmur_vector_recall_dropped_total", is: reading.dropped)
        text.begin(
            "murmur_vector_recall_sample_rate", .gauge, "Share of approximate searches chosen for comparison; 0 is off."
        )
        text.sample("murmur_vector_recall_sample_rate", is: sampler.rate)
    }

    private func addFresh(to text: inout PrometheusText) {
        let tail = holder.current?.engine.tail ?? FreshTail()
        text.begin(
            "murmur_fresh_events", .gauge, "Events since the snapshot was built that answers take into account.")
        text.sample("murmur_fresh_events", is: tail.eventCount)
        text.begin("murmur_fresh_messages", .gauge, "Messages newer than the snapshot that can be recommended.")
        text.sample("murmur_fresh_messages", is: tail.messageCount)
        text.begin(
            "murmur_fresh_messages_waiting", .gauge, "New messages that wait for a text model to embed them.")
        text.sample("murmur_fresh_messages_waiting", is: tail.waitingCount)
    }

    private func addSnapshot(to text: inout PrometheusText) {
        let manifest = holder.current?.manifest
        text.begin("murmur_snapshot_info", .gauge, "1 for the snapshot that answers.")
        if let manifest {
            text.sample(
                "murmur_snapshot_info", [("snapshot_id", manifest.id), ("model_version", manifest.modelVersion)], is: 1)
        }
        text.begin("murmur_snapshot_as_of_seconds", .gauge, "As-of time of the snapshot that answers, Unix seconds.")
        if let manifest { text.sample("murmur_snapshot_as_of_seconds", is: Int(manifest.asOf.seconds)) }
        text.begin(
            "murmur_snapshot_vector_recall_at_10", .gauge,
            "Recall at 10 that the build measured on a sample of its own vectors.")
        if let manifest { text.sample("murmur_snapshot_vector_recall_at_10", is: manifest.quality.vectorRecallAt10) }
    }
}

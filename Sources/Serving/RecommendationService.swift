internal import Domain
internal import Recommender
internal import Records
internal import Snapshots

/// Answers requests for recommendations: cache, snapshot, engine, kept explanation.
///
/// - Thread safety: immutable; any number of tasks may ask.
struct RecommendationService: Sendable {
    let holder: SnapshotHolder
    let cache: RecommendationCache
    let writer: RecommendationWriter
    let encoder: QueryEncoder
    let workers: WorkerThreads
    let clock: ClockPolicy
    let timeLimit: Duration
    let now: @Sendable () -> Instant

    /// The answer to `query` as JSON, and where it came from.
    ///
    /// - Parameter bypassingCache: neither read the cache nor write it.
    func answer(
        _ query: RecommendationQuery, bypassingCache: Bool
    ) async throws -> (body: [UInt8], outcome: CacheOutcome) {
        let pinned = try holder.pinned()
        // The deadline is that of the request that starts the work; those that join it come later and wait less.
        let deadline = ContinuousClock.now + timeLimit
        let compute: @Sendable () async throws -> CachedAnswer = { [self] in
            let outcome = bypassingCache ? CacheOutcome.bypass : .miss
            return try await workers.run(before: deadline) {
                try computed(query, on: pinned, outcome: outcome)
            }
        }
        if bypassingCache { return (try await compute().body, .bypass) }
        let key = query.cacheKey(
            snapshotID: pinned.id, modelVersion: pinned.manifest.modelVersion,
            policyVersion: RecommendationEngine.policyVersion, clock: clock,
            tail: pinned.engine.tail.stamp(for: query.request.userID))
        return try await cache.answer(key: key, compute: compute)
    }

    /// Asks the engine something about `query`; nothing of it is cached or kept.
    func inspect<Value: Sendable>(
        _ query: RecommendationQuery, on pinned: ServingSnapshot? = nil, at time: Instant? = nil,
        _ body: @escaping @Sendable (RecommendationEngine, _ vector: [Float]?, _ now: Instant) throws -> Value
    ) async throws -> Value {
        let pinned = try pinned ?? holder.pinned()
        return try await workers.run(before: ContinuousClock.now + timeLimit) { [self] in
            try body(pinned.engine, try vector(for: query, on: pinned), instant(of: time ?? now(), on: pinned))
        }
    }

    private func vector(for query: RecommendationQuery, on pinned: ServingSnapshot) throws -> [Float]? {
        try query.request.text.map { try encoder.vector(for: $0, model: pinned.manifest.embeddingModel) }
    }

    /// What "now" is for the rules when the wall clock says `time`.
    private func instant(of time: Instant, on pinned: ServingSnapshot) -> Instant {
        clock == .snapshot ? pinned.manifest.asOf : time
    }

    /// Computes the answer and keeps its explanation, both made from one and the same recommendation.
    private func computed(
        _ query: RecommendationQuery, on pinned: ServingSnapshot, outcome: CacheOutcome
    ) throws -> CachedAnswer {
        let vector = try vector(for: query, on: pinned)
        let generatedAt = now()
        let recommendation = try pinned.engine.recommend(
            query.request, queryVector: vector, now: instant(of: generatedAt, on: pinned))
        let composed = ComposedAnswer.make(
            recommendation, query: query, engine: pinned.engine, generatedAt: generatedAt, cache: outcome)
        writer.add(composed.stored)
        return composed.cached
    }
}

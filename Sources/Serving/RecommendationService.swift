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
            policyVersion: RecommendationEngine.policyVersion, clock: clock)
        return try await cache.answer(key: key, compute: compute)
    }

    /// Computes the answer and keeps its explanation, both made from one and the same recommendation.
    private func computed(
        _ query: RecommendationQuery, on pinned: ServingSnapshot, outcome: CacheOutcome
    ) throws -> CachedAnswer {
        let vector = try query.request.text.map { text in
            try encoder.vector(for: text, model: pinned.manifest.embeddingModel)
        }
        let generatedAt = now()
        let recommendation = try pinned.engine.recommend(
            query.request, queryVector: vector, now: clock == .snapshot ? pinned.manifest.asOf : generatedAt)
        let composed = ComposedAnswer.make(
            recommendation, query: query, manifest: pinned.manifest, generatedAt: generatedAt, cache: outcome)
        writer.add(composed.stored)
        return composed.cached
    }
}

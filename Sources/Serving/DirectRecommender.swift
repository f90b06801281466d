package import Domain
internal import Logging
package import Recommender
package import Records
package import Snapshots

/// Answers one request without a server, as the command line does, and keeps the answer like the server would.
///
/// - Thread safety: immutable.
package struct DirectRecommender: Sendable {
    private let snapshots: SnapshotStore
    private let records: RecordStore
    private let encoder: QueryEncoder
    private let feed: FreshFeed
    private let clock: ClockPolicy

    package init(snapshots: SnapshotStore, records: RecordStore, modelDirectory: String?, clock: ClockPolicy) {
        self.snapshots = snapshots
        self.records = records
        let logger = Logger(label: "murmur")
        encoder = QueryEncoder(directory: modelDirectory, logger: logger)
        feed = FreshFeed(records: records, encoder: encoder, logger: logger)
        self.clock = clock
    }

    /// An answer, and the engine's own value that it was made from.
    package struct Answer: Sendable {
        package let document: RecommendationDocument
        package let explanation: ExplanationDocument
    }

    /// Answers `query` on the current snapshot and keeps the answer with its explanation.
    ///
    /// - Throws: `SnapshotError` where none was published, `RecommendationError` for a request that cannot be answered.
    package func recommend(_ query: RecommendationQuery) async throws -> Answer {
        let composed = try compose(query, on: try await engine(), at: WallClock.now(), id: nil)
        try await records.recommendations.save([composed.stored])
        return Answer(document: composed.document, explanation: composed.explanation)
    }

    /// A kept recommendation, and the same request answered again on the snapshot that made it.
    package struct ExplainedAgain: Sendable {
        /// The explanation as it was kept with the answer.
        package let kept: ExplanationDocument
        /// Whether computing again gave the same items with the same terms, bit by bit; nil where the snapshot is gone.
        package let agrees: Bool?
    }

    /// Finds the recommendation `id` and explains it again on its own snapshot; nil where no such id was kept.
    package func explain(_ id: String) async throws -> (explained: ExplainedAgain, json: [UInt8])? {
        guard let stored = try await records.recommendations.find(id) else { return nil }
        let kept = try ExplanationDocument(json: Array(stored.explanationJSON.utf8))
        let agrees = try await explainedAgain(stored, freshUntil: kept.freshUntil).map { $0.agrees(with: kept) }
        let json = ExplanationDocument.served(Array(stored.explanationJSON.utf8), snapshotAvailable: agrees != nil)
        return (ExplainedAgain(kept: kept, agrees: agrees), json)
    }

    /// Finds the recommendation `id` and explains its request as it would have been answered at `time`; nil where no such
    /// id was kept.
    ///
    /// - Throws: `TimeTravelError` where no snapshot is old enough.
    package func explain(_ id: String, asOf time: Instant) async throws -> PastExplanation? {
        guard let stored = try await records.recommendations.find(id) else { return nil }
        return try await TimeTravel(store: snapshots, holder: nil, clock: clock, encoder: encoder, feed: feed)
            .explanation(of: stored, asOf: time)
    }

    private func explainedAgain(
        _ stored: StoredRecommendation, freshUntil: Instant?
    ) async throws -> ExplanationDocument? {
        guard let snapshot = try? snapshots.open(stored.snapshotID) else { return nil }
        let query = try RecommendationQuery(json: Array(stored.requestJSON.utf8))
        var engine = RecommendationEngine(snapshot: snapshot)
        if let freshUntil { engine = engine.with(tail: try await feed.tail(for: snapshot, until: freshUntil)) }
        return try compose(query, on: engine, at: stored.createdAt, id: stored.id).explanation
    }

    /// Why what `question` misses is not recommended on the current snapshot.
    package func whyNot(_ question: WhyNotQuery) async throws -> WhyNotDocument {
        let engine = try await engine()
        let manifest = engine.snapshot.manifest
        let found = try engine.whyNot(
            question, queryVector: try vector(for: question.query, manifest),
            now: now(manifest, at: WallClock.now()))
        return WhyNotDocument(found, query: question.query, manifest: manifest)
    }

    /// What the top of the list hangs on, on the current snapshot, and the same as JSON.
    package func counterfactual(_ query: RecommendationQuery) async throws -> (found: Counterfactual, json: [UInt8]) {
        let engine = try await engine()
        let manifest = engine.snapshot.manifest
        let found = try engine.counterfactual(
            query.request, queryVector: try vector(for: query, manifest), now: now(manifest, at: WallClock.now()))
        return (found, CounterfactualDocument(found).json(query: query, manifest: manifest))
    }

    /// The current snapshot's engine, with what has arrived since it was built.
    private func engine() async throws -> RecommendationEngine {
        let snapshot = try snapshots.openCurrent()
        return RecommendationEngine(snapshot: snapshot, tail: try await feed.tail(for: snapshot))
    }

    private func vector(for query: RecommendationQuery, _ manifest: Manifest) throws -> [Float]? {
        try query.request.text.map { try encoder.vector(for: $0, model: manifest.embeddingModel) }
    }

    private func now(_ manifest: Manifest, at time: Instant) -> Instant {
        clock == .snapshot ? manifest.asOf : time
    }

    private func compose(
        _ query: RecommendationQuery, on engine: RecommendationEngine, at time: Instant, id: String?
    ) throws -> ComposedAnswer {
        let manifest = engine.snapshot.manifest
        let recommendation = try engine.recommend(
            query.request, queryVector: try vector(for: query, manifest), now: now(manifest, at: time))
        return ComposedAnswer.make(
            recommendation, query: query, engine: engine, generatedAt: time, cache: .bypass, id: id)
    }
}

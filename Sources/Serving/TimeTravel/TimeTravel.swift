internal import Domain
internal import Recommender
internal import Records
internal import Snapshots
internal import Synchronization

/// Answers kept requests again as they would have been answered at other times, and keeps the last few snapshots open.
///
/// The newest snapshot as of the time or before it answers, with what had arrived by then and the time as "now" for the
/// rules about campaigns. Opening checks files and may take a second, so that and the answers are done on one thread of its
/// own: neither Swift's cooperative threads nor those that compute recommendations wait for it. Files are mapped, so what is
/// kept open takes address space and only as much memory as was read.
///
/// - Thread safety: any number of tasks may ask; answers are computed one after another.
final class TimeTravel: Sendable {
    /// How many snapshots are kept open, besides the one that a server answers from.
    static let limit = 2

    private let store: SnapshotStore
    private let holder: SnapshotHolder?
    private let clock: ClockPolicy
    private let encoder: QueryEncoder
    private let feed: FreshFeed
    private let thread = WorkerThreads(count: 1, queueLimit: 32, name: "past")
    /// The last used one last.
    private let opened = Mutex<[Snapshot]>([])

    /// - Parameters:
    ///   - holder: what a server answers from; nil where there is none.
    ///   - feed: what reads arrivals; its own, since a feed remembers one window.
    init(store: SnapshotStore, holder: SnapshotHolder?, clock: ClockPolicy, encoder: QueryEncoder, feed: FreshFeed) {
        self.store = store
        self.holder = holder
        self.clock = clock
        self.encoder = encoder
        self.feed = feed
    }

    /// Explains the request of a kept recommendation as it would have been answered at `time`.
    ///
    /// - Parameter deadline: when waiting for the thread becomes pointless.
    /// - Throws: `TimeTravelError.noSnapshot`, `WorkerError`, or what a request on that snapshot throws.
    func explanation(
        of stored: StoredRecommendation, asOf time: Instant, before deadline: ContinuousClock.Instant? = nil
    ) async throws -> PastExplanation {
        let kept = try ExplanationDocument(json: Array(stored.explanationJSON.utf8))
        let (past, made) = try await thread.run(before: deadline) { [self] in
            (try newest(atOrBefore: time), try? snapshot(stored.snapshotID))
        }
        let then = try await engine(past, until: time)
        var keptEngine: RecommendationEngine?
        if let made { keptEngine = try await engine(made, until: kept.freshUntil) }
        return try await thread.run(before: deadline) { [self, keptEngine] in
            try compare(stored, kept, of: keptEngine, with: then, at: time)
        }
    }

    private func compare(
        _ stored: StoredRecommendation, _ kept: ExplanationDocument, of keptEngine: RecommendationEngine?,
        with past: RecommendationEngine, at time: Instant
    ) throws -> PastExplanation {
        let query = try RecommendationQuery(json: Array(stored.requestJSON.utf8))
        let manifest = past.snapshot.manifest
        let vector = try query.request.text.map { try encoder.vector(for: $0, model: manifest.embeddingModel) }
        let explanation = ExplanationDocument(
            recommendationID: stored.id, query: query, snapshotID: manifest.id, modelVersion: manifest.modelVersion,
            policyVersion: RecommendationEngine.policyVersion, freshUntil: past.tail.until, generatedAt: time,
            recommendation: try past.recommend(query.request, queryVector: vector, now: time))
        var moved: RankingDiff?
        if let keptEngine {
            let made = keptEngine.snapshot.manifest
            if vector == nil || made.embeddingModel == manifest.embeddingModel {
                let now = clock == .snapshot ? made.asOf : stored.createdAt
                moved = try keptEngine.diff(query.request, to: past, queryVector: vector, times: (from: now, to: time))
            }
        }
        return PastExplanation(
            asOf: time, explanation: explanation, agreesWithKept: explanation.agrees(with: kept),
            keptSnapshotID: stored.snapshotID, moved: moved)
    }

    /// The engine of a snapshot with what had arrived by a time; without anything where there is no time.
    private func engine(_ snapshot: Snapshot, until time: Instant?) async throws -> RecommendationEngine {
        guard let time else { return RecommendationEngine(snapshot: snapshot) }
        return RecommendationEngine(snapshot: snapshot, tail: try await feed.tail(for: snapshot, until: time))
    }

    private func newest(atOrBefore time: Instant) throws -> Snapshot {
        // The newest first; one that cannot be opened is passed over.
        let summaries = try store.list().filter { $0.problem == nil }
        for summary in summaries {
            guard let asOf = summary.asOf, asOf <= time else { continue }
            if let snapshot = try? snapshot(summary.id) { return snapshot }
        }
        throw TimeTravelError.noSnapshot(asOf: time, oldest: summaries.compactMap(\.asOf).min())
    }

    private func snapshot(_ id: String) throws -> Snapshot {
        if let current = holder?.current, current.id == id { return current.engine.snapshot }
        let known = opened.withLock { snapshots -> Snapshot? in
            guard let index = snapshots.firstIndex(where: { $0.id == id }) else { return nil }
            let snapshot = snapshots.remove(at: index)
            snapshots.append(snapshot)
            return snapshot
        }
        if let known { return known }
        let snapshot = try store.open(id)
        opened.withLock { snapshots in
            snapshots.append(snapshot)
            if snapshots.count > Self.limit { snapshots.removeFirst() }
        }
        return snapshot
    }
}

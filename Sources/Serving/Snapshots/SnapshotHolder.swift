internal import Domain
internal import Logging
internal import Recommender
internal import SemanticSearch
internal import Snapshots
internal import Synchronization

/// A snapshot with the engine that answers from it; a request keeps the one it began with.
struct ServingSnapshot: Sendable {
    let engine: RecommendationEngine

    var manifest: Manifest { engine.snapshot.manifest }
    var id: String { manifest.id }
}

/// Holds the snapshot that answers, and exchanges it for a newer one in one step.
///
/// A new snapshot is opened and its checksums verified beside the old one; a damaged one is reported once, and the old
/// one goes on answering. Files that a request still reads stay mapped until it lets go.
///
/// - Thread safety: any thread may ask for `current`; `refresh` blocks on files and is called from one thread.
final class SnapshotHolder: Sendable {
    private struct State {
        var current: ServingSnapshot?
        var rejected: Set<String> = []
    }

    private let store: SnapshotStore
    private let sampler: RecallSampler?
    private let logger: Logger
    private let state = Mutex(State())

    /// Holds snapshots of `store`, whose searches `sampler` watches where there is one.
    init(store: SnapshotStore, sampler: RecallSampler? = nil, logger: Logger) {
        self.store = store
        self.sampler = sampler
        self.logger = logger
    }

    /// The snapshot that answers new requests; nil until one could be opened.
    var current: ServingSnapshot? { state.withLock { $0.current } }

    /// The snapshot that answers.
    ///
    /// - Throws: `Problem` when there is none yet.
    func pinned() throws(Problem) -> ServingSnapshot {
        guard let current else {
            throw Problem(.notReady, detail: "No snapshot has been published yet.", retryAfter: 5)
        }
        return current
    }

    /// Answers from `tail`, too, unless another snapshot than `id` answers by now.
    func adopt(tail: FreshTail, of id: String) {
        guard let current, current.id == id, !tail.isSame(as: current.engine.tail) else { return }
        let engine = current.engine.with(tail: tail)
        state.withLock { state in
            if state.current?.id == id { state.current = ServingSnapshot(engine: engine) }
        }
    }

    /// Whether the snapshot `id` is there, to repeat or to verify an explanation.
    func isAvailable(_ id: String) -> Bool {
        if current?.id == id { return true }
        return (try? store.list().contains { $0.id == id && $0.problem == nil }) ?? false
    }

    /// Opens the published snapshot if it is another one than the present.
    func refresh() {
        let published: String?
        do {
            published = try store.currentID()
        } catch {
            logger.error("the snapshot folder cannot be read", metadata: ["reason": "\(error)"])
            return
        }
        if let published, published != current?.id, !isRejected(published) { adopt(published) }
        if current == nil { adoptAnyOther() }
    }

    /// With nothing to answer from, an older snapshot is better than none.
    private func adoptAnyOther() {
        guard let summaries = try? store.list() else { return }
        for summary in summaries where summary.problem == nil && !isRejected(summary.id) {
            if adopt(summary.id) { return }
        }
    }

    private func isRejected(_ id: String) -> Bool { state.withLock { $0.rejected.contains(id) } }

    @discardableResult
    private func adopt(_ id: String) -> Bool {
        do {
            let snapshot = try store.open(id, verifying: .checksums)
            let index = snapshot.contents.index
            let opened = ServingSnapshot(
                engine: RecommendationEngine(
                    snapshot: snapshot, index: sampler?.watching(index, exact: index.exact)))
            let previous = state.withLock { state in
                defer { state.current = opened }
                return state.current?.id
            }
            logger.info("snapshot opened", metadata: ["snapshot": "\(id)", "previous": "\(previous ?? "none")"])
            return true
        } catch {
            state.withLock { _ = $0.rejected.insert(id) }
            logger.error(
                "a published snapshot cannot be used; the present one goes on answering",
                metadata: ["snapshot": "\(id)", "reason": "\(error)", "present": "\(current?.id ?? "none")"])
            return false
        }
    }
}

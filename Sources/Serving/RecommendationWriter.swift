package import Logging
package import Records
internal import ServiceLifecycle
internal import Synchronization

/// Writes kept recommendations to SQL behind the answers: in batches, in their order, and again until it succeeds.
///
/// An explanation is asked for right after its answer, so those that wait to be written can be found by id. The queue
/// is bounded: while SQL is away and it is full, new explanations are dropped and counted, and answers go on.
///
/// - Thread safety: any number of tasks may add and find; one runs it.
package final class RecommendationWriter: Service {
    private struct State {
        var waiting: [StoredRecommendation] = []
        var byID: [String: StoredRecommendation] = [:]
        var dropped = 0
    }

    /// The greatest number of rows of one transaction.
    static let batchSize = 100

    private let capacity: Int
    private let interval: Duration
    private let save: @Sendable ([StoredRecommendation]) async throws -> Void
    private let logger: Logger
    private let logLimiter = LogLimiter()
    private let state = Mutex(State())

    package init(
        interval: Duration, capacity: Int = 10_000, logger: Logger,
        save: @escaping @Sendable ([StoredRecommendation]) async throws -> Void
    ) {
        self.interval = interval
        self.capacity = capacity
        self.logger = logger
        self.save = save
    }

    /// Keeps `recommendation` for the next batch; false when the queue is full.
    @discardableResult
    package func add(_ recommendation: StoredRecommendation) -> Bool {
        state.withLock { state in
            guard state.waiting.count < capacity else {
                state.dropped += 1
                return false
            }
            state.waiting.append(recommendation)
            state.byID[recommendation.id] = recommendation
            return true
        }
    }

    /// A recommendation that is not yet known to be in SQL.
    package func find(_ id: String) -> StoredRecommendation? { state.withLock { $0.byID[id] } }

    /// How many wait to be written.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// How many were dropped because the queue was full.
    package var droppedCount: Int { state.withLock { $0.dropped } }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            var pause = interval
            while !Task.isCancelled {
                try? await Task.sleep(for: pause)
                if Task.isCancelled { break }
                // After failures it waits longer and longer, up to 30 times the interval.
                pause = await flush() ? interval : min(pause * 2, interval * 30)
            }
        }
        for attempt in 0..<5 where !(await flush()) {
            try? await Task.sleep(for: interval * (1 << attempt))
        }
        let lost = waitingCount
        if lost > 0 { logger.error("recommendations could not be written", metadata: ["count": "\(lost)"]) }
    }

    /// Writes what waits; false when SQL refused.
    private func flush() async -> Bool {
        while true {
            let batch = state.withLock { Array($0.waiting.prefix(Self.batchSize)) }
            guard !batch.isEmpty else { return true }
            do {
                // A task of its own: the end of the server cancels the waiting, not a write that has begun.
                try await Task { try await save(batch) }.value
            } catch {
                if let held = logLimiter.admit() {
                    logger.error(
                        "recommendations could not be written and are kept",
                        metadata: [
                            "reason": "\(type(of: error))", "waiting": "\(waitingCount)",
                            "dropped": "\(droppedCount)", "unreported": "\(held)",
                        ])
                }
                return false
            }
            state.withLock { state in
                // Only this task removes, and only from the front.
                state.waiting.removeFirst(batch.count)
                for recommendation in batch { state.byID[recommendation.id] = nil }
            }
        }
    }
}

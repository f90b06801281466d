package import Domain
package import Logging
package import Records
package import Storage
internal import Synchronization

/// Cache-aside around the computing of answers.
///
/// - An answer is computed once however many ask for it at the same time (single-flight).
/// - Lifetimes vary by ±10 %, so that answers of one moment do not expire in one moment.
/// - For a while after its lifetime an answer is still given, while one task computes the next.
/// - A cache that fails is a cache that has nothing: it is counted and logged once a minute, and never an error.
///
/// - Thread safety: any number of tasks may call it.
package final class RecommendationCache: Sendable {
    private let store: any CacheStore
    private let lifetime: Duration
    private let staleWindow: Duration
    private let now: @Sendable () -> Instant
    private let logger: Logger
    private let logLimiter = LogLimiter()
    private let generator: Mutex<SplitMix64>
    private let flights = Mutex<[String: Task<CachedAnswer, any Error>]>([:])
    private let failures = Mutex(0)

    package init(
        store: any CacheStore, lifetime: Duration, staleWindow: Duration, seed: UInt64,
        now: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.store = store
        self.lifetime = lifetime
        self.staleWindow = staleWindow
        self.now = now
        self.logger = logger
        self.generator = Mutex(SplitMix64(seed: seed))
    }

    /// Calls to the cache that failed since the start.
    package var failureCount: Int { failures.withLock { $0 } }

    /// The answer of `key`, from the cache or by `compute`, and its JSON saying which.
    package func answer(
        key: String, compute: @escaping @Sendable () async throws -> CachedAnswer
    ) async throws -> (body: [UInt8], outcome: CacheOutcome) {
        if let cached = await lookup(key) {
            if now() > cached.freshUntil { _ = flight(key, compute) }
            return (cached.body(saying: .hit), .hit)
        }
        let fresh = try await flight(key, compute).value
        return (fresh.body(saying: .miss), .miss)
    }

    /// The task that computes `key` at the moment, or a new one.
    ///
    /// It belongs to nobody: a caller that gives up waiting does not take the answer from the others.
    private func flight(
        _ key: String, _ compute: @escaping @Sendable () async throws -> CachedAnswer
    ) -> Task<CachedAnswer, any Error> {
        flights.withLock { flights in
            if let running = flights[key] { return running }
            let task = Task {
                // Removal needs the lock that is held until this task is in the table.
                defer { flightEnded(key) }
                let answer = try await compute()
                await keep(answer, key: key)
                return answer
            }
            flights[key] = task
            return task
        }
    }

    private func flightEnded(_ key: String) {
        _ = flights.withLock { $0.removeValue(forKey: key) }
    }

    private func lookup(_ key: String) async -> CachedAnswer? {
        do {
            guard let bytes = try await store.get(key) else { return nil }
            guard let answer = CachedAnswer.decoded(bytes) else {
                report("a cached value is not an answer")
                return nil
            }
            return answer
        } catch {
            report("\(type(of: error))")
            return nil
        }
    }

    private func keep(_ answer: CachedAnswer, key: String) async {
        // The cache is told a whole lifetime longer than the answer is fresh, by the window in which it may be stale.
        let factor = 0.9 + 0.2 * generator.withLock { Double.random(in: 0..<1, using: &$0) }
        let fresh = lifetime * factor
        var answer = answer
        answer.freshUntil = Instant(milliseconds: now().milliseconds + fresh.milliseconds)
        do {
            try await store.set(key, answer.encoded(), expiresAfter: fresh + staleWindow)
        } catch {
            report("\(type(of: error))")
        }
    }

    private func report(_ reason: String) {
        failures.withLock { $0 += 1 }
        guard let held = logLimiter.admit() else { return }
        logger.warning(
            "the cache failed; answers are computed instead",
            metadata: ["reason": "\(reason)", "unreported": "\(held)"])
    }
}

package import Domain
package import Records
internal import Synchronization

/// What requests are counted by.
package struct RequestKey: Hashable, Sendable {
    /// The minute in which the answer was given.
    package let minute: Instant
    /// Method and route template, such as `GET /messages/{id}`; never an address that was really asked for.
    package let route: String
    /// The first digit of the status.
    package let statusClass: Int
    /// Where the answer came from.
    package let cache: CacheOutcome

    package init(minute: Instant, route: String, statusClass: Int, cache: CacheOutcome) {
        self.minute = minute
        self.route = route
        self.statusClass = statusClass
        self.cache = cache
    }
}

/// How many requests of one key there were, and how long they took.
package struct RequestCounts: Equatable, Sendable {
    package var count = 0
    /// The sum of all durations in microseconds.
    package var totalMicroseconds = 0
    package var latencies = LatencyHistogram()

    package init() {}

    package init(count: Int, totalMicroseconds: Int, latencies: LatencyHistogram) {
        self.count = count
        self.totalMicroseconds = totalMicroseconds
        self.latencies = latencies
    }

    mutating func record(microseconds: UInt64) {
        count += 1
        totalMicroseconds += Int(clamping: microseconds)
        latencies.record(microseconds: microseconds)
    }

    mutating func merge(_ other: RequestCounts) {
        count += other.count
        totalMicroseconds += other.totalMicroseconds
        latencies.merge(other.latencies)
    }
}

/// Counts requests in memory until they are written to SQL.
///
/// What is being written stays visible to reports until the write has succeeded, and comes back when it fails: a
/// report never misses a request, and counts one twice only in the moment between commit and confirmation.
///
/// - Thread safety: by its mutex.
package final class RequestMetrics: Sendable {
    private struct State {
        var open: [RequestKey: RequestCounts] = [:]
        var flushing: [RequestKey: RequestCounts] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Counts one request.
    package func record(
        route: String, status: Int, cache: CacheOutcome, duration: Duration, at time: Instant
    ) {
        let minute = Instant(seconds: time.seconds - (time.seconds % 60 + 60) % 60)
        let key = RequestKey(minute: minute, route: route, statusClass: status / 100, cache: cache)
        state.withLock { $0.open[key, default: RequestCounts()].record(microseconds: duration.microseconds) }
    }

    /// Everything not yet known to be in SQL.
    package var unflushed: [RequestKey: RequestCounts] {
        state.withLock { state in
            state.open.merging(state.flushing) { left, right in
                var sum = left
                sum.merge(right)
                return sum
            }
        }
    }

    /// Hands everything to `save` and forgets it once that has succeeded.
    ///
    /// One caller at a time.
    package func flush(_ save: ([RequestKey: RequestCounts]) async throws -> Void) async throws {
        let counts = state.withLock { state in
            state.flushing = state.open
            state.open = [:]
            return state.flushing
        }
        guard !counts.isEmpty else { return }
        do {
            try await save(counts)
            state.withLock { $0.flushing = [:] }
        } catch {
            state.withLock { state in
                for (key, counts) in state.flushing { state.open[key, default: RequestCounts()].merge(counts) }
                state.flushing = [:]
            }
            throw error
        }
    }
}

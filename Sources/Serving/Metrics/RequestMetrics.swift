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

/// What requests since the start are counted by: a key without its minute.
package struct RequestKind: Hashable, Sendable, Comparable {
    /// Method and route template.
    package let route: String
    /// The first digit of the status.
    package let statusClass: Int
    /// Where the answer came from.
    package let cache: CacheOutcome

    package static func < (left: RequestKind, right: RequestKind) -> Bool {
        (left.route, left.statusClass, left.cache.rawValue) < (right.route, right.statusClass, right.cache.rawValue)
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

    package mutating func merge(_ other: RequestCounts) {
        count += other.count
        totalMicroseconds += other.totalMicroseconds
        latencies.merge(other.latencies)
    }
}

/// Counts requests in memory until they are written to SQL.
///
/// What is being written stays visible until the write has succeeded, and comes back when it fails.
///
/// - Thread safety: by its mutex.
package final class RequestMetrics: Sendable {
    private struct State {
        var open: [RequestKey: RequestCounts] = [:]
        var flushing: [RequestKey: RequestCounts] = [:]
        /// How many flushes have begun.
        var flushes = 0
        /// Everything since the start.
        var totals: [RequestKind: RequestCounts] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Counts one request.
    package func record(
        route: String, status: Int, cache: CacheOutcome, duration: Duration, at time: Instant
    ) {
        let minute = Instant(seconds: time.seconds - (time.seconds % 60 + 60) % 60)
        let key = RequestKey(minute: minute, route: route, statusClass: status / 100, cache: cache)
        let kind = RequestKind(route: route, statusClass: key.statusClass, cache: cache)
        state.withLock { state in
            state.open[key, default: RequestCounts()].record(microseconds: duration.microseconds)
            state.totals[kind, default: RequestCounts()].record(microseconds: duration.microseconds)
        }
    }

    /// Everything since the start of this process, in the order of the kinds.
    package var totals: [(kind: RequestKind, counts: RequestCounts)] {
        state.withLock { $0.totals }.map { (kind: $0.key, counts: $0.value) }.sorted { $0.kind < $1.kind }
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

    /// Everything not yet in SQL, together with what `read` finds there: each request in one of the two.
    ///
    /// While counts are on their way nobody knows on which side they are, so it reads again until none were.
    package func beside<Value: Sendable>(
        _ read: () async throws -> Value
    ) async throws -> (unflushed: [RequestKey: RequestCounts], read: Value) {
        var attempt = 0
        while true {
            let before = state.withLock { (open: $0.open, isFlushing: !$0.flushing.isEmpty, flushes: $0.flushes) }
            if !before.isFlushing || attempt >= 20 {
                let value = try await read()
                // With SQL so slow that a write is always on its way, a report that is late by one write will do.
                if attempt >= 20 || state.withLock({ $0.flushes }) == before.flushes { return (before.open, value) }
            }
            attempt += 1
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Hands everything to `save` and forgets it once that has succeeded.
    ///
    /// One caller at a time.
    package func flush(_ save: ([RequestKey: RequestCounts]) async throws -> Void) async throws {
        let counts = state.withLock { state in
            state.flushing = state.open
            state.open = [:]
            state.flushes += 1
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

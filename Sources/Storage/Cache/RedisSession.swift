import Synchronization

/// The connection of one thread of the pool, made when it is needed and made again when it broke.
final class RedisSession {
    /// The calls that go out together.
    static let batchLimit = 64

    private let url: RedisURL
    private let timeout: Duration
    private var connection: RedisConnection?
    private let rest: RedisRest

    init(_ url: RedisURL, timeout: Duration, rest: RedisRest) {
        self.url = url
        self.rest = rest
        self.timeout = timeout
    }

    /// Sends the calls, and finishes every one of them exactly once.
    func perform(_ calls: [RedisCall]) {
        let now = ContinuousClock.now
        var open: [RedisCall] = []
        for call in calls {
            if call.deadline > now {
                open.append(call)
            } else {
                call.finish(.failure(StorageError(.timeout, "all connections are busy", operation: "wait for Redis")))
            }
        }
        var mayRetry = connection != nil
        while !open.isEmpty {
            do throws(StorageError) {
                let connection = try connected()
                for call in open { try connection.append(call.arguments) }
                while !open.isEmpty {
                    let reply = try connection.receive()
                    open.removeFirst().finish(.success(reply))
                    if case .error(let message) = reply, message.hasPrefix("READONLY") {
                        // A replica after a failover: the name of the server now leads elsewhere.
                        throw StorageError(.connectionLost, "the server became a replica", operation: "wait for Redis")
                    }
                }
            } catch {
                connection = nil
                if mayRetry, error.code == .connectionLost {
                    // It may have broken while nobody looked; a new one decides.
                    mayRetry = false
                    continue
                }
                for call in open { call.finish(.failure(error)) }
                return
            }
        }
    }

    private func connected() throws(StorageError) -> RedisConnection {
        if let connection { return connection }
        try rest.check()
        do {
            let fresh = try RedisConnection(url, timeout: timeout)
            connection = fresh
            rest.end()
            return fresh
        } catch {
            rest.begin(because: error)
            throw error
        }
    }
}

/// The moment in which a server that could not be reached is left alone, by all connections of a pool.
///
/// - Thread safety: one lock.
final class RedisRest: Sendable {
    private let state = Mutex<(until: ContinuousClock.Instant, reason: StorageError)?>(nil)

    /// How long it is.
    private static let duration = Duration.milliseconds(200)

    /// Starts it after a failure to connect.
    func begin(because reason: StorageError) {
        state.withLock { $0 = (until: ContinuousClock.now + Self.duration, reason: reason) }
    }

    /// Ends it after a success.
    func end() { state.withLock { $0 = nil } }

    /// Throws `unavailable` while it lasts.
    func check() throws(StorageError) {
        guard let (until, reason) = state.withLock({ $0 }), ContinuousClock.now < until else { return }
        throw StorageError(
            .unavailable, "Redis could not be reached a moment ago: \(reason.message)",
            operation: "connect to Redis", engineCode: reason.engineCode)
    }
}

/// The connection of one thread of the pool, made when it is needed and made again when it broke.
final class RedisSession {
    /// The calls that go out together.
    static let batchLimit = 64

    private let url: RedisURL
    private let timeout: Duration
    private var connection: RedisConnection?
    /// Until when no attempt to connect is made, and why the last one failed.
    private var rest: (until: ContinuousClock.Instant, reason: StorageError)?

    /// How long a server that could not be reached is left alone.
    private static let restTime = Duration.milliseconds(200)

    init(_ url: RedisURL, timeout: Duration) {
        self.url = url
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
        if let rest, ContinuousClock.now < rest.until {
            throw StorageError(
                .unavailable, "Redis could not be reached a moment ago: \(rest.reason.message)",
                operation: "connect to Redis", engineCode: rest.reason.engineCode)
        }
        do {
            let fresh = try RedisConnection(url, timeout: timeout)
            connection = fresh
            rest = nil
            return fresh
        } catch {
            rest = (until: ContinuousClock.now + Self.restTime, reason: error)
            throw error
        }
    }
}

/// A cache in Redis, shared by all replicas.
///
/// Each thread of the pool owns a connection, and sends all the calls that wait for it in one go, so the cost of a call
/// falls as the load rises. A connection that broke between calls is made again and the calls sent once more: they all
/// may be. A server that cannot be reached is left alone for a moment, in which calls fail at once.
///
/// - Thread safety: any number of tasks may call it; they wait without holding a thread.
package final class RedisCache: CacheStore {
    private let pool: WorkerPool<RedisCall>
    private let prefix: String
    private let timeout: Duration

    package var engineName: String { "redis" }

    /// Checks the URL and starts the threads, without connecting yet.
    ///
    /// - Parameters:
    ///   - keyPrefix: Goes in front of every key, so that others may use the same server.
    ///   - timeout: How long a call waits in the queue, and then for the server; a call fails after twice this time.
    package init(
        url: String, poolSize: Int = 2, keyPrefix: String = "murmur:", timeout: Duration = .milliseconds(250)
    ) throws(StorageError) {
        let url = try RedisURL(url)
        self.prefix = keyPrefix
        self.timeout = timeout
        let rest = RedisRest()
        self.pool = try WorkerPool(name: "murmur.redis", threads: poolSize, capacity: 10_000) { queue in
            let session = RedisSession(url, timeout: timeout, rest: rest)
            while true {
                let calls = queue.take(upTo: RedisSession.batchLimit)
                if calls.isEmpty { break }
                session.perform(calls)
            }
        }
    }

    package func get(_ key: String) async throws -> [UInt8]? {
        switch try await call(["GET".utf8Bytes, name(key)], operation: "GET") {
        case .null: return nil
        case .bytes(let value): return value
        case let reply: throw RedisCache.unexpected(reply, operation: "GET")
        }
    }

    package func set(_ key: String, _ value: [UInt8], expiresAfter duration: Duration) async throws {
        guard duration > .zero else { return try await remove(key) }
        let milliseconds = Int64(clamping: max(1, Int(min(duration / .milliseconds(1), 1e15))))
        let reply = try await call(
            ["SET".utf8Bytes, name(key), value, "PX".utf8Bytes, Array(String(milliseconds).utf8)], operation: "SET")
        guard case .status = reply else { throw RedisCache.unexpected(reply, operation: "SET") }
    }

    package func remove(_ key: String) async throws {
        let reply = try await call(["DEL".utf8Bytes, name(key)], operation: "DEL")
        guard case .integer = reply else { throw RedisCache.unexpected(reply, operation: "DEL") }
    }

    package func close() async { await pool.close() }

    private func name(_ key: String) -> [UInt8] { Array(prefix.utf8) + Array(key.utf8) }

    private func call(_ arguments: [[UInt8]], operation: String) async throws -> RedisReply {
        let deadline = ContinuousClock.now + timeout
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try pool.submit(
                    RedisCall(arguments: arguments, deadline: deadline) { continuation.resume(with: $0) },
                    operation: operation)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private static func unexpected(_ reply: RedisReply, operation: String) -> StorageError {
        guard case .error(let message) = reply else {
            return StorageError(.engine, "Redis sent a reply of another kind", operation: operation)
        }
        let code = message.split(separator: " ").first.map { String($0) }
        let kind: StorageError.Code = code == "LOADING" || code == "OOM" || code == "BUSY" ? .unavailable : .engine
        return StorageError(kind, "Redis refuses the command", operation: operation, engineCode: code)
    }
}

/// One command on its way through the pool.
struct RedisCall: Sendable {
    let arguments: [[UInt8]]
    /// When nobody waits for it any more, if no thread has taken it.
    let deadline: ContinuousClock.Instant
    let finish: @Sendable (Result<RedisReply, any Error>) -> Void
}

import CHiredis

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One connection to a Redis server, used by the one thread that owns it.
final class RedisConnection {
    private let context: UnsafeMutablePointer<redisContext>

    /// Connects, enters and selects the data base; every step takes at most `timeout`.
    init(_ url: RedisURL, timeout: Duration) throws(StorageError) {
        let operation = "connect to Redis"
        let limit = timeval(timeout)
        let made =
            switch url.address {
            case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(port), limit)
            case .unix(let path): redisConnectUnixWithTimeout(path, limit)
            }
        guard let made else { throw StorageError(.cannotConnect, "out of memory", operation: operation) }
        context = made
        guard made.pointee.err == 0 else {
            throw StorageError(.cannotConnect, RedisConnection.message(made), operation: operation)
        }
        redisSetTimeout(made, limit)
        // A socket of this machine has no keep-alive, and the attempt would count as a broken connection.
        if case .tcp = url.address { redisEnableKeepAlive(made) }
        if let password = url.password {
            let name = url.user.map { [Array($0.utf8)] } ?? []
            try expectOK(["AUTH".utf8Bytes] + name + [Array(password.utf8)], step: "AUTH")
        }
        if url.database != 0 {
            try expectOK(["SELECT".utf8Bytes, "\(url.database)".utf8Bytes], step: "SELECT")
        }
    }

    deinit { redisFree(context) }

    /// Adds a command to what `receive` will send.
    func append(_ arguments: [[UInt8]]) throws(StorageError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(arguments.reduce(0) { $0 + $1.count })
        for argument in arguments { bytes.append(contentsOf: argument) }
        let lengths = arguments.map(\.count)
        let code = bytes.withUnsafeBytes { buffer in
            // An empty command line has no address, but then no argument has a length either.
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for length in lengths {
                pointers.append(start.map { $0 + offset })
                offset += length
            }
            return pointers.withUnsafeMutableBufferPointer { pointers in
                redisAppendCommandArgv(context, Int32(lengths.count), pointers.baseAddress, lengths)
            }
        }
        guard code == REDIS_OK else { throw failure() }
    }

    /// Sends what was appended and waits for the next reply; after an error the connection is of no more use.
    func receive() throws(StorageError) -> RedisReply {
        var reply: UnsafeMutableRawPointer?
        guard redisGetReply(context, &reply) == REDIS_OK, let reply else { throw failure() }
        return RedisReply(taking: reply)
    }

    private func expectOK(_ arguments: [[UInt8]], step: String) throws(StorageError) {
        try append(arguments)
        guard case .error(let message) = try receive() else { return }
        // The first word is Redis's error code; the rest may quote what was sent.
        throw StorageError(
            .cannotConnect, "the server refuses \(step)", operation: "connect to Redis",
            engineCode: message.split(separator: " ").first.map { String($0) })
    }

    private func failure() -> StorageError {
        let isTimeout = context.pointee.err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK)
        return isTimeout
            ? StorageError(.timeout, "Redis does not answer", operation: "wait for Redis")
            : StorageError(.connectionLost, RedisConnection.message(context), operation: "wait for Redis")
    }

    private static func message(_ context: UnsafeMutablePointer<redisContext>) -> String {
        withUnsafeBytes(of: context.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension String {
    /// The bytes of a word of the protocol.
    var utf8Bytes: [UInt8] { Array(utf8) }
}

extension timeval {
    /// A time-out of at least a millisecond: zero would mean for ever.
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .milliseconds(1)).components
        self.init(tv_sec: Int(seconds), tv_usec: .init(attoseconds / 1_000_000_000_000))
    }
}

import Foundation
import Storage
import Testing

@Suite("RedisCache", .enabled(if: Services.runsRedis, "TEST_REDIS_URL is not set"))
struct RedisCacheTests {
    /// Gives `body` a cache whose keys no other test has.
    private func withCache(
        timeout: Duration = .seconds(10), _ body: (RedisCache) async throws -> Void
    ) async throws {
        let url = try #require(Services.redisURL)
        let cache = try RedisCache(url: url, keyPrefix: "test:\(UUID().uuidString):", timeout: timeout)
        try await body(cache)
        await cache.close()
    }

    @Test("values come back byte by byte, are replaced and removed")
    func values() async throws {
        try await withCache { cache in
            #expect(cache.engineName == "redis")
            let values: [[UInt8]] = [[], [0], Array(0...255), Array(repeating: 7, count: 1 << 20)]
            for value in values {
                for key in ["k", "", "ü 🐦", "nul\0key", "new\r\nline"] {
                    try await cache.set(key, value, expiresAfter: .seconds(3600))
                    #expect(try await cache.get(key) == value)
                }
            }
            try await cache.remove("k")
            try await cache.remove("k")
            #expect(try await cache.get("k") == nil)
            try await cache.set("", [1], expiresAfter: .zero)
            #expect(try await cache.get("") == nil)
        }
    }

    @Test("an entry is gone when its time is over")
    func timeToLive() async throws {
        try await withCache { cache in
            try await cache.set("long", [1], expiresAfter: .seconds(86_400 * 365 * 1000))
            try await cache.set("short", [1], expiresAfter: .microseconds(1))
            // The server's clock decides; whatever it shows, the key goes within this loop.
            while try await cache.get("short") != nil { try await Task.sleep(for: .milliseconds(1)) }
            #expect(try await cache.get("long") == [1])
        }
    }

    @Test("hundreds of calls at once all get their own answer")
    func concurrent() async throws {
        try await withCache { cache in
            try await withThrowingTaskGroup { group in
                for number in 0..<500 {
                    group.addTask {
                        let value = Array(String(number).utf8)
                        try await cache.set("\(number)", value, expiresAfter: .seconds(60))
                        #expect(try await cache.get("\(number)") == value)
                        #expect(try await cache.get("absent \(number)") == nil)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a data base that the server does not have cannot be connected to")
    func unknownDatabase() async throws {
        guard case .tcp(let host, let port) = try RedisURL(try #require(Services.redisURL)).address else { return }
        let cache = try RedisCache(url: "redis://\(host):\(port)/9999", timeout: .seconds(10))
        #expect(await storageCode { _ = try await cache.get("k") } == .cannotConnect)
        await cache.close()
    }

    @Test("after close a call throws closed")
    func closed() async throws {
        try await withCache { cache in
            await cache.close()
            #expect(await storageCode { _ = try await cache.get("k") } == .closed)
        }
    }
}

@Suite("RedisCache with a server that comes and goes", .enabled(if: RedisServer.program != nil, "no redis-server"))
struct RedisOutageTests {
    @Test("while the server is away calls throw, and when it is back they work")
    func comesAndGoes() async throws {
        let server = try RedisServer()
        defer { server.remove() }
        // It has never been there.
        let cache = try RedisCache(url: "unix://" + server.socket, timeout: .seconds(10))
        for _ in 0..<3 {
            let code = await storageCode { _ = try await cache.get("k") }
            #expect(code == .cannotConnect || code == .unavailable)
        }
        for _ in 0..<2 {
            try await server.start()
            // Up to the end of the rest after the last failure, calls fail at once.
            while await storageCode({ try await cache.set("k", [1], expiresAfter: .seconds(60)) }) != nil {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try await cache.get("k") == [1])
            server.stop()
            #expect(await storageCode { _ = try await cache.get("k") } != nil)
        }
        await cache.close()
    }

    @Test("a server that was started again between two calls is not even noticed")
    func restarted() async throws {
        let server = try RedisServer()
        defer { server.remove() }
        try await server.start()
        let cache = try RedisCache(url: "unix://" + server.socket, poolSize: 1, timeout: .seconds(10))
        try await cache.set("k", [1], expiresAfter: .seconds(60))
        server.stop()
        try await server.start()
        #expect(try await cache.get("k") == nil)
        await cache.close()
    }

    @Test("a server that hangs costs a time-out and not more")
    func hangs() async throws {
        let server = try RedisServer()
        defer { server.remove() }
        try await server.start()
        let cache = try RedisCache(url: "unix://" + server.socket, poolSize: 1, timeout: .milliseconds(50))
        while await storageCode({ try await cache.set("k", [1], expiresAfter: .seconds(60)) }) != nil {
            try await Task.sleep(for: .milliseconds(10))
        }
        server.pause()
        let code = await storageCode { _ = try await cache.get("k") }
        #expect(code == .timeout)
        server.resume()
        while await storageCode({ _ = try await cache.get("k") }) != nil {
            try await Task.sleep(for: .milliseconds(10))
        }
        await cache.close()
    }

    @Test("a password is asked for and given")
    func password() async throws {
        let server = try RedisServer(password: "p@ss/wörd")
        defer { server.remove() }
        try await server.start()
        let right = try RedisCache(url: "unix://:p%40ss%2Fw%C3%B6rd@\(server.socket)?db=3", timeout: .seconds(10))
        try await right.set("k", [1], expiresAfter: .seconds(60))
        #expect(try await right.get("k") == [1])
        await right.close()
        let wrong = try RedisCache(url: "unix://:hush@\(server.socket)", timeout: .seconds(10))
        do {
            _ = try await wrong.get("k")
            Issue.record("nothing was thrown")
        } catch let error as StorageError {
            #expect(error.code == .cannotConnect)
            #expect(error.engineCode == "WRONGPASS")
            #expect(!"\(error)".contains("hush"))
        }
        await wrong.close()
        let none = try RedisCache(url: "unix://\(server.socket)", timeout: .seconds(10))
        #expect(await storageCode { _ = try await none.get("k") } == .engine)
        await none.close()
    }
}

import Foundation
import Records
import Serving
import Storage
import Testing

@Suite("Two engines behind each door", .timeLimit(.minutes(2)))
struct TwoEnginesTests {
    @Test(
        "The same requests to SQLite with memory and to PostgreSQL with Redis have equal answers",
        .enabled(if: TestServices.areThere, "TEST_POSTGRES_URL and TEST_REDIS_URL are not set"))
    func equalAnswers() async throws {
        let postgres = try #require(TestServices.postgresURL)
        let redis = try #require(TestServices.redisURL)
        try await withWorld { world, sqlite in
            let other = try await RecordStore.open(url: postgres)
            let cache = try RedisCache(url: redis, keyPrefix: "serving-test-\(UUID().uuidString):")
            try await world.fill(other)
            try await withServer(world, records: sqlite) { embedded in
                try await withServer(world, records: other, cache: cache) { production in
                    let bodies = [
                        #"{"user_id": "u03", "limit": 10}"#, #"{"user_id": "u07", "target": "campaign"}"#,
                        #"{"message_id": "m05", "diversity": 0.4, "explain": "full"}"#,
                        #"{"session": ["m01", "m02"], "exclude": ["m03"]}"#, #"{"user_id": "nobody"}"#,
                    ]
                    for body in bodies {
                        let first = try await embedded.post("/recommendations", body)
                        let second = try await production.post("/recommendations", body)
                        #expect(first.status == 200)
                        let (left, right) = (try stripped(first.body), try stripped(second.body))
                        #expect(left == right)
                        for client in [embedded, production] {
                            let again: RecommendationDocument = try await client.post("/recommendations", body)
                                .decoded()
                            #expect(again.cache == .hit)
                            let kept = try await client.get("/recommendations/\(again.recommendationID)/explanation")
                            #expect(kept.status == 200)
                        }
                    }
                    for path in ["/messages/m10", "/messages/m10/similar", "/campaigns/c01"] {
                        let (left, right) = (try await embedded.get(path), try await production.get(path))
                        #expect(left.status == 200 && left.text == right.text)
                    }
                }
            }
            await cache.close()
            await other.close()
        }
    }

    /// An answer as a tree, without what must differ: its id and its time.
    private func stripped(_ body: Data) throws -> NSDictionary {
        var object = try #require(JSONSerialization.jsonObject(with: body) as? [String: Any])
        #expect(object.removeValue(forKey: "recommendation_id") != nil)
        #expect(object.removeValue(forKey: "generated_at") != nil)
        return object as NSDictionary
    }

    @Test("A Redis that is not there costs hits, not answers")
    func redisAway() async throws {
        let cache = try RedisCache(url: "redis://127.0.0.1:1")
        try await withWorld { world, records in
            try await withServer(world, records: records, cache: cache) { client in
                for _ in 0..<3 {
                    let document: RecommendationDocument = try await client.get("/recommendations?user_id=u01")
                        .decoded()
                    #expect(document.cache == .miss && !document.items.isEmpty)
                }
            }
        }
        await cache.close()
    }

    @Test(
        "A Redis that is killed under load costs hits, not answers",
        .enabled(if: RedisProcess.executable != nil || TestServices.areRequired, "there is no redis-server"))
    func redisKilled() async throws {
        let redis = try RedisProcess()
        defer { redis.kill() }
        let cache = try RedisCache(url: redis.url)
        try await withWorld { world, records in
            try await withServer(world, records: records, cache: cache) { client in
                func outcome() async throws -> CacheOutcome {
                    let reply = try await client.get("/recommendations?user_id=u01")
                    #expect(reply.status == 200)
                    return try reply.decoded(RecommendationDocument.self).cache
                }
                while try await outcome() != .hit { try await Task.sleep(for: .milliseconds(5)) }
                redis.kill()
                for _ in 0..<5 { #expect(try await outcome() == .miss) }
            }
        }
        await cache.close()
    }
}

/// A Redis of a test's own, on a socket in a folder of its own.
private final class RedisProcess {
    static let executable = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/redis-server" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    private let process = Process()
    private let folder: String

    var url: String { "unix://\(folder)/redis.sock" }

    init() throws {
        // A short path: a socket's has room for 107 bytes.
        folder = "/tmp/redis-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: try #require(Self.executable))
        process.arguments = [
            "--port", "0", "--unixsocket", "\(folder)/redis.sock", "--save", "", "--appendonly", "no", "--dir", folder,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func kill() {
        guard process.isRunning else { return }
        // Threads of Swift's pool block SIGTERM, and a child inherits that; this server has nothing to save.
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

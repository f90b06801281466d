import Foundation
import Logging
import Records
import SemanticSearch
import Serving
import Snapshots
import Storage
import Testing

/// Runs a server on a free port of the loopback address for as long as `body` asks it, and ends it as a signal would.
func withServer<Value>(
    _ world: ServedWorld, records: RecordStore, cache: any CacheStore = MemoryCache(maximumBytes: 16 << 20),
    configure: (inout ServerConfiguration) -> Void = { _ in }, _ body: (TestClient) async throws -> Value
) async throws -> Value {
    try await withServer(snapshots: world.store, records: records, cache: cache, configure: configure, body)
}

/// Runs a server over a folder of snapshots.
func withServer<Value>(
    snapshots: SnapshotStore, records: RecordStore, cache: any CacheStore = MemoryCache(maximumBytes: 16 << 20),
    configure: (inout ServerConfiguration) -> Void = { _ in }, _ body: (TestClient) async throws -> Value
) async throws -> Value {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.reloadInterval = .milliseconds(20)
    configuration.recommendationFlushInterval = .milliseconds(20)
    configuration.requestTimeLimit = .seconds(60)
    configure(&configuration)
    let server = try await Server(
        configuration: configuration, snapshots: snapshots, records: records, cache: cache,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, handlingSignals: false)
    let running = Task { try await server.run() }
    let port = try #require(await server.port)
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(TestClient(port: port)))
    } catch {
        result = .failure(error)
    }
    await server.shutDown()
    try await running.value
    return try result.get()
}

/// Gives `body` a world with one snapshot and a SQLite store that knows it, and removes both.
func withWorld<Value>(
    publishing: Bool = true, unseen: Int = 0, hnsw: HNSWParameters = HNSWParameters(),
    _ body: (ServedWorld, RecordStore) async throws -> Value
) async throws -> Value {
    let world = try ServedWorld(unseen: unseen, hnsw: hnsw)
    defer { world.remove() }
    if publishing { try world.publish() }
    let records = try await RecordStore.open(url: "sqlite:\(world.home)/records.sqlite")
    do {
        try await world.fill(records)
        let value = try await body(world, records)
        await records.close()
        return value
    } catch {
        await records.close()
        throw error
    }
}

/// The private services that the test script starts; nil where it did not.
enum TestServices {
    static let postgresURL = ProcessInfo.processInfo.environment["TEST_POSTGRES_URL"]
    static let redisURL = ProcessInfo.processInfo.environment["TEST_REDIS_URL"]
    /// Whether a service that is away is a failure instead of a skipped test.
    static let areRequired = ProcessInfo.processInfo.environment["MURMUR_REQUIRE_SERVICES"] == "1"

    static var areThere: Bool { (postgresURL != nil && redisURL != nil) || areRequired }
}

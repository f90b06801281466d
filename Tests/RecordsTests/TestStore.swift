import Domain
import Foundation
import Records
import Storage
import Testing

/// A migrated record store for one test: a new SQLite file, or a new schema of the PostgreSQL server.
enum TestStore {
    static let postgresURL = ProcessInfo.processInfo.environment["TEST_POSTGRES_URL"]
    static let areServicesRequired = ProcessInfo.processInfo.environment["MURMUR_REQUIRE_SERVICES"] == "1"
    static var runsPostgres: Bool { postgresURL != nil || areServicesRequired }

    /// The engines that the tests of both run on.
    static var engines: [SQLEngine] { runsPostgres ? [.sqlite, .postgres] : [.sqlite] }

    /// Makes a store, gives it to `body` with the URL that opens it once more, and removes it.
    static func with(
        _ engine: SQLEngine, now: @escaping @Sendable () -> Instant = WallClock.now,
        _ body: (RecordStore, _ url: String) async throws -> Void
    ) async throws {
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        switch engine {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
            let url = "sqlite:\(folder.path)/records.sqlite"
            let store = RecordStore(database: try openDatabase(url), now: now)
            try await store.migrate()
            try await body(store, url)
            await store.close()
            try FileManager.default.removeItem(at: folder)
        case .postgres:
            let server = try #require(postgresURL)
            let administrator = try PostgresDatabase(url: server, poolSize: 1)
            // The name cannot be a bind of CREATE SCHEMA, so it travels as a setting of the transaction.
            try await administrator.write { connection in
                _ = try connection.query("SELECT set_config('test.schema', \(name), true)")
                try connection.execute(
                    "DO $$BEGIN EXECUTE format('CREATE SCHEMA %I', current_setting('test.schema')); END$$")
            }
            let url = server + "?options=-csearch_path%3D" + name
            let store = RecordStore(database: try PostgresDatabase(url: url, poolSize: 3), now: now)
            try await store.migrate()
            try await body(store, url)
            await store.close()
            try await administrator.write { connection in
                _ = try connection.query("SELECT set_config('test.schema', \(name), true)")
                try connection.execute(
                    "DO $$BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_setting('test.schema')); END$$")
            }
            await administrator.close()
        }
    }
}

@Suite("RecordStore, on both engines")
struct RecordStoreTests {
    @Test("PostgreSQL is there to test with", .enabled(if: TestStore.runsPostgres, "TEST_POSTGRES_URL is not set"))
    func postgres() throws {
        #expect(TestStore.postgresURL != nil)
    }

    @Test("a store that is opened again applies no migration again", arguments: TestStore.engines)
    func reopen(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, url async throws in
            #expect(store.engine == engine)
            #expect(try await store.migrate() == [])
            try await store.ping()
            _ = try await store.events.append([Sample.event("e1")])
            let again = try await RecordStore.open(url: url)
            #expect(try await again.migrate() == [])
            #expect(try await again.events.count() == 1)
            await again.close()
        }
    }

    @Test("a store that cannot be opened throws")
    func unreachable() async {
        await #expect(throws: StorageError.self) { try await RecordStore.open(url: "postgres://u:p@127.0.0.1:1/x") }
        await #expect(throws: StorageError.self) { try await RecordStore.open(url: "/dev/null/x") }
    }
}

import Foundation
import Storage
import Testing

/// A data base for one test: a new SQLite file, or a new schema of the PostgreSQL server.
struct TestDatabase {
    let engine: SQLEngine
    /// What `openDatabase` opens it by.
    let url: String

    /// Makes a data base, gives it to `body`, and removes it.
    static func with(
        _ engine: SQLEngine, _ body: (TestDatabase) async throws -> Void
    ) async throws {
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        switch engine {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
            try await body(TestDatabase(engine: .sqlite, url: "sqlite:" + folder.path + "/deep/test.sqlite"))
            try FileManager.default.removeItem(at: folder)
        case .postgres:
            let server = try #require(Services.postgresURL)
            let administrator = try PostgresDatabase(url: server, poolSize: 1)
            // The name cannot be a bind of CREATE SCHEMA, so it travels as a setting of the transaction.
            try await administrator.write { connection in
                _ = try connection.query("SELECT set_config('test.schema', \(name), true)")
                try connection.execute(
                    "DO $$BEGIN EXECUTE format('CREATE SCHEMA %I', current_setting('test.schema')); END$$")
            }
            try await body(TestDatabase(engine: .postgres, url: server + "?options=-csearch_path%3D" + name))
            try await administrator.write { connection in
                _ = try connection.query("SELECT set_config('test.schema', \(name), true)")
                try connection.execute(
                    "DO $$BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_setting('test.schema')); END$$")
            }
            await administrator.close()
        }
    }

    /// Makes a data base, opens it, gives it to `body`, closes and removes it.
    static func open(
        _ engine: SQLEngine, connections: Int = 3, _ body: (any SQLDatabase) async throws -> Void
    ) async throws {
        try await with(engine) { test in
            let database = try test.connect(connections: connections)
            try await body(database)
            await database.close()
        }
    }

    /// Opens it, once more where it is open already.
    func connect(connections: Int = 3) throws -> any SQLDatabase {
        switch engine {
        case .sqlite: try openDatabase(url)
        case .postgres: try PostgresDatabase(url: url, poolSize: connections)
        }
    }
}

/// The code of the `StorageError` that `body` throws; nil where it throws nothing or something else.
func storageCode(_ body: () async throws -> Void) async -> StorageError.Code? {
    do {
        try await body()
        return nil
    } catch let error as StorageError {
        return error.code
    } catch {
        return nil
    }
}

/// A random number generator with a seed (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

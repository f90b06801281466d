import Storage
import Testing

@Suite("Migrator, on both engines")
struct MigratorTests {
    private static let first = Migration(
        version: 1, name: "people",
        sql: """
            -- People; and their names.
            CREATE TABLE people (name BYTEWISE_TEXT NOT NULL PRIMARY KEY, age BIGINT);
            INSERT INTO people (name, age) VALUES ('semi;colon', 1);
            """)
    private static let second = Migration(
        version: 2, name: "pets", sql: "CREATE TABLE pets (name TEXT); CREATE INDEX pets_by_name ON pets (name);")

    @Test("migrations are applied once, in order, and recorded", arguments: Services.engines)
    func applies(engine: SQLEngine) async throws {
        try await TestDatabase.open(engine) { database async throws in
            #expect(try await Migrator([Self.first]).migrate(database, now: { 77 }) == [Self.first])
            #expect(try await Migrator([Self.first]).migrate(database) == [])
            #expect(try await Migrator([Self.first, Self.second]).migrate(database) == [Self.second])
            #expect(try await Migrator([Self.first, Self.second]).migrate(database) == [])
            let rows = try await database.read { connection in
                try connection.query(
                    "SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version")
            }
            #expect(
                rows.map(\.values).first == [.integer(1), .text("people"), .text(Self.first.checksum), .integer(77)])
            #expect(rows.count == 2)
            let people = try await database.read { try $0.query("SELECT name FROM people").map { try $0.text("name") } }
            #expect(people == ["semi;colon"])
        }
    }

    @Test("many starts at once apply each migration once", arguments: Services.engines)
    func atOnce(engine: SQLEngine) async throws {
        try await TestDatabase.with(engine) { test async throws in
            let applied = try await withThrowingTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask {
                        let database = try test.connect(connections: 1)
                        let applied = try await Migrator([Self.first, Self.second]).migrate(database)
                        await database.close()
                        return applied.count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 2)
        }
    }

    @Test("a changed script is refused by its checksum", arguments: Services.engines)
    func changed(engine: SQLEngine) async throws {
        try await TestDatabase.open(engine) { database async throws in
            _ = try await Migrator([Self.first]).migrate(database)
            let other = Migration(version: 1, name: "people", sql: Self.first.sql + " ")
            await #expect {
                _ = try await Migrator([other, Self.second]).migrate(database)
            } throws: { error in
                (error as? StorageError)?.code == .migration && "\(error)".contains("1 (people)")
            }
        }
    }

    @Test("a data base that is newer than the program is refused", arguments: Services.engines)
    func newer(engine: SQLEngine) async throws {
        try await TestDatabase.open(engine) { database async throws in
            _ = try await Migrator([Self.first, Self.second]).migrate(database)
            await #expect {
                _ = try await Migrator([Self.first]).migrate(database)
            } throws: { error in
                (error as? StorageError)?.code == .migration && "\(error)".contains("2 (pets)")
            }
        }
    }

    @Test("a migration that appears before an applied one is refused", arguments: Services.engines)
    func between(engine: SQLEngine) async throws {
        try await TestDatabase.open(engine) { database async throws in
            _ = try await Migrator([Self.second]).migrate(database)
            let code = await storageCode { _ = try await Migrator([Self.first, Self.second]).migrate(database) }
            #expect(code == .migration)
        }
    }

    @Test("a migration that fails leaves nothing of itself", arguments: Services.engines)
    func failing(engine: SQLEngine) async throws {
        try await TestDatabase.open(engine) { database async throws in
            let broken = Migration(
                version: 2, name: "broken", sql: "CREATE TABLE half (a TEXT); CREATE TABLE half (a TEXT);")
            let code = await storageCode { _ = try await Migrator([Self.first, broken]).migrate(database) }
            #expect(code == .invalidStatement)
            let applied = try await Migrator([Self.first]).migrate(database)
            #expect(applied == [])
            let count = await storageCode { try await database.read { _ = try $0.query("SELECT * FROM half") } }
            #expect(count == .invalidStatement)
        }
    }

    @Test("versions must ascend", arguments: [[2, 1], [1, 1], [0], [-1]])
    func order(versions: [Int]) {
        let migrations = versions.map { Migration(version: $0, name: "m", sql: "") }
        #expect(throws: StorageError.self) { try Migrator(migrations) }
    }
}

@Suite("FNV1a64")
struct FNV1a64Tests {
    @Test(
        "the published test vectors",
        arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")])
    func vectors(text: String, hash: String) {
        #expect(FNV1a64.hexadecimal(text.utf8) == hash)
    }
}

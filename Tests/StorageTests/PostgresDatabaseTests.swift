import Storage
import Synchronization
import Testing

@Suite("PostgresDatabase", .enabled(if: Services.runsPostgres, "TEST_POSTGRES_URL is not set"))
struct PostgresDatabaseTests {
    @Test("a connection that the server ended is made again by the next call")
    func terminated() async throws {
        let url = try #require(Services.postgresURL)
        let victim = try PostgresDatabase(url: url, poolSize: 1)
        let killer = try PostgresDatabase(url: url, poolSize: 1)
        func process() async throws -> Int64 {
            try await victim.read { try $0.first("SELECT pg_backend_pid() AS pid")?.integer("pid") ?? 0 }
        }
        for _ in 0..<3 {
            let old = try await process()
            try await killer.read { connection in
                _ = try connection.query("SELECT pg_terminate_backend(CAST(\(old) AS INTEGER), 5000)")
            }
            let new = try await process()
            #expect(new != old)
        }
        await victim.close()
        await killer.close()
    }

    @Test("a connection that ends inside a transaction loses it, and only it")
    func terminatedInside() async throws {
        try await TestDatabase.with(.postgres) { test async throws in
            let victim = try test.connect(connections: 1)
            let killer = try test.connect(connections: 1)
            try await victim.write { connection in _ = try connection.execute("CREATE TABLE t (a TEXT)") }
            let (inside, insideSource) = AsyncStream.makeStream(of: Int64.self)
            let killed = Mutex(false)
            async let code = storageCode {
                try await victim.write { connection in
                    try connection.execute("INSERT INTO t VALUES ('lost')")
                    insideSource.yield(try connection.first("SELECT pg_backend_pid() AS pid")?.integer("pid") ?? 0)
                    insideSource.finish()
                    while !killed.withLock({ $0 }) {}
                    _ = try connection.execute("INSERT INTO t VALUES ('lost too')")
                }
            }
            for await pid in inside {
                defer { killed.withLock { $0 = true } }
                try await killer.read { connection in
                    _ = try connection.query("SELECT pg_terminate_backend(CAST(\(pid) AS INTEGER), 5000)")
                }
            }
            #expect(await code == .connectionLost)
            let count = try await victim.read { try $0.first("SELECT COUNT(*) AS n FROM t")?.integer("n") }
            #expect(count == 0)
            await victim.close()
            await killer.close()
        }
    }

    /// What two tasks count together.
    private final class Counters: Sendable {
        let arrived = Mutex(0)
        let runs = Mutex(0)
    }

    @Test("a deadlock runs the losing transaction again")
    func deadlock() async throws {
        try await TestDatabase.open(.postgres, connections: 2) { database async throws in
            try await database.write { connection in
                try connection.execute("CREATE TABLE t (a BIGINT PRIMARY KEY, n BIGINT)")
                _ = try connection.execute("INSERT INTO t VALUES (1, 0), (2, 0)")
            }
            let counters = Counters()
            try await withThrowingTaskGroup { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await database.write { connection in
                            counters.runs.withLock { $0 += 1 }
                            try connection.execute("UPDATE t SET n = n + 1 WHERE a = \(first)")
                            counters.arrived.withLock { $0 += 1 }
                            // Both hold their first row before either asks for its second.
                            while counters.arrived.withLock({ $0 }) < 2 {}
                            _ = try connection.execute("UPDATE t SET n = n + 1 WHERE a = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let sums = try await database.read { try $0.query("SELECT n FROM t").map { try $0.integer("n") } }
            #expect(sums == [2, 2])
            #expect(counters.runs.withLock { $0 } > 2)
        }
    }

    @Test("a statement that takes too long is ended by the server")
    func statementTimeout() async throws {
        let url = try #require(Services.postgresURL)
        let database = try PostgresDatabase(url: url, poolSize: 1, statementTimeout: .milliseconds(50))
        let code = await storageCode {
            try await database.read { connection in _ = try connection.query("SELECT pg_sleep(30)") }
        }
        #expect(code == .timeout)
        let one = try await database.read { try $0.first("SELECT 1 AS one")?.integer("one") }
        #expect(one == 1)
        await database.close()
    }

    @Test("a statement time-out of the URL is kept")
    func statementTimeoutOfURL() async throws {
        let url = try #require(Services.postgresURL)
        let database = try PostgresDatabase(url: url + "?options=-cstatement_timeout%3D1234", poolSize: 1)
        let timeout = try await database.read { try $0.first("SHOW statement_timeout")?.text("statement_timeout") }
        #expect(timeout == "1234ms")
        await database.close()
    }

    @Test("more statements than a connection keeps prepared still work, and so do many of one text")
    func preparedStatements() async throws {
        try await TestDatabase.open(.postgres, connections: 1) { database async throws in
            try await database.write { connection in
                _ = try connection.execute("CREATE TABLE t (a BIGINT)")
                // A list of another length is another text.
                for length in 1...450 {
                    let rows = try connection.query("SELECT a FROM t WHERE a IN \(list: Array(0..<length))")
                    #expect(rows.isEmpty)
                }
                for _ in 0..<5 { #expect(try connection.query("SELECT \(1) + 1 AS two").first?.integer("two") == 2) }
            }
        }
    }

    @Test("names sort byte by byte, whatever the data base's collation")
    func bytewise() async throws {
        try await TestDatabase.open(.postgres) { database async throws in
            let migrator = try Migrator([
                Migration(version: 1, name: "names", sql: "CREATE TABLE n (name BYTEWISE_TEXT PRIMARY KEY)")
            ])
            _ = try await migrator.migrate(database)
            let names = ["b", "B", "a", "A", "ä", "_", "Z", "10", "9", "\u{FFFD}", "\u{1F426}"]
            let sorted = try await database.write { connection in
                try connection.insert(
                    into: "n", columns: ["name"], rows: names.map { [.text($0)] }, onConflict: .fail)
                let collation = try connection.first(
                    """
                    SELECT c.collname AS name FROM pg_type t JOIN pg_collation c ON c.oid = t.typcollation
                    WHERE t.oid = to_regtype('bytewise_text')
                    """)
                #expect(try collation?.text("name") == "C")
                return try connection.query("SELECT name FROM n ORDER BY name").map { try $0.text("name") }
            }
            #expect(sorted == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }
}

@Suite("PostgreSQL URLs")
struct PostgresURLTests {
    @Test(
        "a URL that cannot be understood is refused without quoting it",
        arguments: [
            "postgres://user:hush@hush@host/name", "postgres://user:hu/sh@host/name",
            "postgres://user:hush@host:hush/name",
            "postgres://user:hush@host:/name?nonsense=hush", "postgres://user:%zzhush@host/name", "http://hush",
            "postgres://user:hush@[::1:5/name",
        ])
    func refused(url: String) throws {
        let error = #expect(throws: StorageError.self) { try PostgresDatabase(url: url, poolSize: 1) }
        #expect(error?.code == .configuration)
        #expect(error.map { "\($0)".contains("hush") } == false)
    }

    @Test("a server that is not there is reported at once, and the password is not")
    func nobodyThere() async throws {
        // Port 1 of the loopback interface refuses.
        let database = try openDatabase("postgres://user:hush%2Fhush@127.0.0.1:1/name")
        #expect(database.engine == .postgres)
        do {
            try await database.read { _ in }
            Issue.record("nothing was thrown")
        } catch let error as StorageError {
            #expect(error.code == .cannotConnect)
            #expect(!"\(error)".contains("hush"))
            #expect(error.message.contains("127.0.0.1"))
        }
        await database.close()
    }
}

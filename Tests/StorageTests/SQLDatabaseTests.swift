import Storage
import Synchronization
import Testing

@Suite("SQLDatabase, on both engines")
struct SQLDatabaseTests {
    private static let table: SQLStatement = """
        CREATE TABLE things (name TEXT NOT NULL PRIMARY KEY, amount BIGINT, weight DOUBLE PRECISION, note TEXT)
        """

    /// Gives `body` a data base with an empty table of things.
    private func withTable(
        _ engine: SQLEngine, _ body: (any SQLDatabase) async throws -> Void
    ) async throws {
        try await TestDatabase.open(engine) { database async throws in
            try await database.write { connection in _ = try connection.execute(Self.table) }
            try await body(database)
        }
    }

    private static func names(_ database: any SQLDatabase) async throws -> [String] {
        try await database.read { connection in
            try connection.query("SELECT name FROM things ORDER BY name").map { try $0.text("name") }
        }
    }

    @Test("values come back as they went in", arguments: Services.engines)
    func roundTrip(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            let numbers: [Int64] = [0, 1, -1, .max, .min]
            // Without -0.0, which SQLite keeps as the integer 0.
            let reals: [Double] = [0, 0.1, .pi, 1e300, -1e-300, .leastNonzeroMagnitude, .infinity, -.infinity]
            let texts = ["", "plain", "'; DROP TABLE things; --", "ü ß 語 🐦‍⬛ \u{301}", "tab\tline\n\r\"quote\\"]
            for (index, text) in texts.enumerated() {
                try await database.write { connection in
                    try connection.execute("DELETE FROM things")
                    for (position, number) in numbers.enumerated() {
                        for (place, real) in reals.enumerated() {
                            try connection.execute(
                                """
                                INSERT INTO things (name, amount, weight, note)
                                VALUES (\("\(index) \(position) \(place)"), \(number), \(real), \(text))
                                """)
                        }
                    }
                    for (position, number) in numbers.enumerated() {
                        for (place, real) in reals.enumerated() {
                            let row = try #require(
                                try connection.first(
                                    "SELECT * FROM things WHERE name = \("\(index) \(position) \(place)")"))
                            #expect(try row.integer("amount") == number)
                            #expect(try row.real("weight").bitPattern == real.bitPattern)
                            #expect(Array(try row.text("note").utf8) == Array(text.utf8))
                        }
                    }
                }
            }
            try await database.write { connection in
                try connection.execute(
                    "INSERT INTO things VALUES (\("nulls"), \(SQLValue.null), \(Double?.none), \(String?.none))")
                let row = try #require(try connection.first("SELECT * FROM things WHERE name = 'nulls'"))
                #expect(try row.optionalInteger("amount") == nil)
                #expect(try row.optionalReal("weight") == nil)
                #expect(try row.optionalText("note") == nil)
            }
        }
    }

    @Test("blobs come back as they went in")
    func blobs() async throws {
        for engine in Services.engines {
            try await TestDatabase.open(engine) { database async throws in
                let blobs: [[UInt8]] = [[], [0], Array(0...255)]
                try await database.write { connection in
                    try connection.execute(
                        engine == .sqlite
                            ? "CREATE TABLE b (id BIGINT, bytes BLOB)" : "CREATE TABLE b (id BIGINT, bytes BYTEA)")
                    for (index, blob) in blobs.enumerated() {
                        try connection.execute("INSERT INTO b VALUES (\(index), \(SQLValue.blob(blob)))")
                    }
                    try connection.insert(
                        into: "b", columns: ["id", "bytes"], rows: blobs.map { [.integer(9), .blob($0)] },
                        onConflict: .fail)
                    let rows = try connection.query("SELECT bytes FROM b WHERE id < 9 ORDER BY id")
                    #expect(try rows.map { try $0.blob("bytes") } == blobs)
                    let bulk = try connection.query("SELECT bytes FROM b WHERE id = 9")
                    #expect(Set(try bulk.map { try $0.blob("bytes") }) == Set(blobs))
                }
            }
        }
    }

    @Test("a NUL character and not-a-number are refused, by bind and in bulk", arguments: Services.engines)
    func refusedValues(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            for bad: SQLValue in [.text("secret\0tail"), .real(.nan)] {
                let one = await storageCode {
                    try await database.write { connection in
                        _ = try connection.execute("INSERT INTO things (name, note) VALUES (\("a"), \(bad))")
                    }
                }
                #expect(one == .invalidValue)
                let bulk = await storageCode {
                    try await database.write { connection in
                        _ = try connection.insert(
                            into: "things", columns: ["name", "note"], rows: [[.text("a"), bad]], onConflict: .fail)
                    }
                }
                #expect(bulk == .invalidValue)
            }
            let names = try await Self.names(database)
            #expect(names == [])
        }
    }

    @Test("errors name the statement and never a value", arguments: Services.engines)
    func errorsHideValues(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            func failure(
                _ body: @escaping @Sendable (any SQLConnection) throws -> Void
            ) async throws -> StorageError {
                do {
                    try await database.write { connection in try body(connection) }
                } catch let error as StorageError {
                    return error
                }
                Issue.record("nothing was thrown")
                throw StorageError(.engine, "nothing was thrown", operation: "test")
            }
            let twice = try await failure { connection in
                for _ in 0..<2 { try connection.execute("INSERT INTO things (name) VALUES (\("hush-hush"))") }
            }
            #expect(twice.code == .constraint)
            let bulk = try await failure { connection in
                try connection.insert(
                    into: "things", columns: ["name"], rows: [[.text("hush-hush")], [.text("hush-hush")]],
                    onConflict: .fail)
            }
            #expect(bulk.code == .constraint)
            let null = try await failure { connection in
                try connection.execute("INSERT INTO things (name, note) VALUES (\(String?.none), \("hush-hush"))")
            }
            #expect(null.code == .constraint)
            let syntax = try await failure { connection in
                try connection.execute("INSERT INTO nowhere VALUES (\("hush-hush"))")
            }
            #expect(syntax.code == .invalidStatement)
            for error in [twice, bulk, null, syntax] {
                #expect(!error.description.contains("hush"), "\(error)")
                #expect(error.operation.hasPrefix("INSERT INTO"))
                #expect(error.engineCode != nil)
            }
        }
    }

    @Test("a transaction that throws leaves nothing", arguments: Services.engines)
    func rollback(engine: SQLEngine) async throws {
        struct Stop: Error {}
        try await withTable(engine) { database async throws in
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO things (name) VALUES ('a')")
                    throw Stop()
                }
            }
            let names = try await Self.names(database)
            #expect(names == [])
            try await database.write { connection in
                _ = try connection.execute("INSERT INTO things (name) VALUES ('b')")
            }
            #expect(try await Self.names(database) == ["b"])
        }
    }

    @Test("a statement that fails spoils its transaction, even where its error is caught", arguments: Services.engines)
    func spoiled(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            let code = await storageCode {
                try await database.write { connection in
                    try connection.execute("INSERT INTO things (name) VALUES ('a')")
                    _ = try? connection.execute("INSERT INTO things (name) VALUES ('a')")
                }
            }
            #expect(code == .constraint)
            let names = try await Self.names(database)
            #expect(names == [])
        }
    }

    @Test("a write inside a read is refused", arguments: Services.engines)
    func readOnly(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            let code = await storageCode {
                try await database.read { connection in
                    _ = try connection.execute("INSERT INTO things (name) VALUES ('a')")
                }
            }
            #expect(code == .readOnly)
            let names = try await Self.names(database)
            #expect(names == [])
        }
    }

    @Test("execute returns the number of rows it changed", arguments: Services.engines)
    func changedRows(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            try await database.write { connection in
                for name in ["a", "b", "c"] {
                    let inserted = try connection.execute("INSERT INTO things (name, amount) VALUES (\(name), 1)")
                    #expect(inserted == 1)
                }
                let updated = try connection.execute("UPDATE things SET amount = 2 WHERE name <> 'a'")
                #expect(updated == 2)
                let missed = try connection.execute("DELETE FROM things WHERE amount = 7")
                #expect(missed == 0)
                let deleted = try connection.execute("DELETE FROM things")
                #expect(deleted == 3)
            }
        }
    }

    @Test("a streamed answer has all rows in order, nests, and may be left early", arguments: Services.engines)
    func streaming(engine: SQLEngine) async throws {
        struct Enough: Error {}
        try await withTable(engine) { database async throws in
            let total = 5003
            try await database.write { connection in
                _ = try connection.insert(
                    into: "things", columns: ["name", "amount"],
                    rows: (0..<total).map { [.text("n\($0)"), .integer(Int64($0))] }, onConflict: .fail)
            }
            try await database.read { connection in
                var seen: [Int64] = []
                try connection.forEach("SELECT amount FROM things WHERE amount >= \(0) ORDER BY amount") { row in
                    seen.append(try row.integer("amount"))
                }
                #expect(seen == (0..<Int64(total)).map { $0 })

                // The same text twice at once, and a query between its rows.
                var pairs = 0
                let few: SQLStatement = "SELECT amount FROM things WHERE amount < \(5) ORDER BY amount"
                try connection.forEach(few) { _ in
                    try connection.forEach(few) { _ in pairs += 1 }
                    #expect(
                        try connection.query("SELECT COUNT(*) AS n FROM things").first?.integer("n") == Int64(total))
                }
                #expect(pairs == 25)

                var taken = 0
                #expect(throws: Enough.self) {
                    try connection.forEach("SELECT amount FROM things") { _ in
                        taken += 1
                        if taken == 3 { throw Enough() }
                    }
                }
                #expect(taken == 3)
                #expect(try connection.query(few).count == 5)
                var none = 0
                try connection.forEach("SELECT amount FROM things WHERE amount < 0") { _ in none += 1 }
                #expect(none == 0)
            }
        }
    }

    @Test("sums, counts and averages have the same types", arguments: Services.engines)
    func aggregates(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            try await database.write { connection in
                try connection.insert(
                    into: "things", columns: ["name", "amount", "weight"],
                    rows: [[.text("a"), .integer(1), .real(0.5)], [.text("b"), .integer(2), .real(2)]],
                    onConflict: .fail)
                let row = try #require(
                    try connection.first(
                        """
                        SELECT COUNT(*) AS n, SUM(amount) AS s, AVG(amount) AS m, SUM(weight) AS w, MAX(note) AS x
                        FROM things
                        """))
                #expect(row.values == [.integer(2), .integer(3), .real(1.5), .real(2.5), .null])
            }
        }
    }

    @Test("after close every call throws closed", arguments: Services.engines)
    func closed(engine: SQLEngine) async throws {
        try await TestDatabase.with(engine) { test async throws in
            let database = try test.connect()
            try await database.write { connection in _ = try connection.execute(Self.table) }
            await database.close()
            await database.close()
            #expect(await storageCode { try await database.read { _ in } } == .closed)
            #expect(await storageCode { try await database.write { _ in } } == .closed)
        }
    }

    @Test("writers from many tasks lose no update", arguments: Services.engines)
    func concurrentWriters(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            try await database.write { connection in
                _ = try connection.execute("INSERT INTO things (name, amount) VALUES ('n', 0)")
            }
            try await withThrowingTaskGroup { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await database.write { connection in
                            try connection.lock("counter")
                            let amount = try connection.first("SELECT amount FROM things")?.integer("amount") ?? 0
                            _ = try connection.execute("UPDATE things SET amount = \(amount + 1)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let amount = try await database.read { try $0.first("SELECT amount FROM things")?.integer("amount") }
            #expect(amount == 40)
        }
    }

    @Test("a read sees one state, whatever is written meanwhile", arguments: Services.engines)
    func snapshotReads(engine: SQLEngine) async throws {
        try await TestDatabase.with(engine) { test async throws in
            let reader = try test.connect()
            let writer = try test.connect()
            try await writer.write { connection in _ = try connection.execute(Self.table) }
            let (started, startedSource) = AsyncStream.makeStream(of: Void.self)
            let written = Mutex(false)
            async let counts = reader.read { connection in
                var counts: [Int64] = []
                counts.append(try connection.first("SELECT COUNT(*) AS n FROM things")?.integer("n") ?? -1)
                startedSource.finish()
                while !written.withLock({ $0 }) {}
                counts.append(try connection.first("SELECT COUNT(*) AS n FROM things")?.integer("n") ?? -1)
                return counts
            }
            for await _ in started {}
            do {
                defer { written.withLock { $0 = true } }
                try await writer.write { connection in
                    _ = try connection.execute("INSERT INTO things (name) VALUES ('a')")
                }
            }
            #expect(try await counts == [0, 0])
            #expect(try await Self.names(reader) == ["a"])
            await reader.close()
            await writer.close()
        }
    }
}

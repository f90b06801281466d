import Storage
import Testing

@Suite("Bulk insert, on both engines")
struct BulkInsertTests {
    private static let columns: [StaticString] = ["a", "b", "v"]

    private func withTable(_ engine: SQLEngine, _ body: (any SQLDatabase) async throws -> Void) async throws {
        try await TestDatabase.open(engine) { database async throws in
            try await database.write { connection in
                _ = try connection.execute("CREATE TABLE t (a TEXT, b BIGINT, v DOUBLE PRECISION, PRIMARY KEY (a, b))")
            }
            try await body(database)
        }
    }

    private struct Key: Hashable {
        let a: [UInt8]
        let b: Int64
    }

    /// Rows with few keys, so that many meet.
    private static func rows(_ count: Int, _ generator: inout SeededGenerator) -> [[SQLValue]] {
        (0..<count).map { _ in
            // Two spellings of é that Unicode calls equal, and a data base does not.
            let name = ["x", "y", "\u{e9}", "e\u{301}", "", "x "].randomElement(using: &generator) ?? ""
            let value: SQLValue =
                Bool.random(using: &generator) ? .null : .real(Double.random(in: 0..<1, using: &generator))
            return [.text(name), .integer(Int64.random(in: -20..<20, using: &generator)), value]
        }
    }

    private static func key(_ row: [SQLValue]) -> Key? {
        guard case .text(let a) = row[0], case .integer(let b) = row[1] else { return nil }
        return Key(a: Array(a.utf8), b: b)
    }

    @Test("each kind of conflict does what a dictionary does", arguments: Services.engines, [1, 2, 3])
    func twin(engine: SQLEngine, seed: UInt64) async throws {
        try await withTable(engine) { database async throws in
            var generator = SeededGenerator(seed: seed)
            var expected: [Key: SQLValue] = [:]
            for round in 0..<12 {
                let rows = Self.rows([0, 1, 7, 8, 65, 700][round % 6], &generator)
                let distinct = Set(rows.compactMap(Self.key)).count
                switch round % 3 {
                case 0:
                    let written = try await database.write { connection in
                        try connection.insert(
                            into: "t", columns: Self.columns, rows: rows, onConflict: .ignore(keys: ["a", "b"]))
                    }
                    var new = 0
                    for row in rows {
                        guard let key = Self.key(row), expected[key] == nil else { continue }
                        expected[key] = row[2]
                        new += 1
                    }
                    #expect(written == new)
                case 1:
                    let written = try await database.write { connection in
                        try connection.insert(
                            into: "t", columns: Self.columns, rows: rows, onConflict: .replace(keys: ["a", "b"]))
                    }
                    for row in rows { if let key = Self.key(row) { expected[key] = row[2] } }
                    #expect(written == distinct)
                default:
                    let positions = try await database.write { connection in
                        try connection.insertNew(into: "t", columns: Self.columns, rows: rows, keys: ["a", "b"])
                    }
                    var new: [Int] = []
                    for (position, row) in rows.enumerated() {
                        guard let key = Self.key(row), expected[key] == nil else { continue }
                        expected[key] = row[2]
                        new.append(position)
                    }
                    #expect(positions == new)
                }
            }
            let stored = try await database.read { connection in
                try connection.query("SELECT a, b, v FROM t").map(\.values)
            }
            var found: [Key: SQLValue] = [:]
            for row in stored { if let key = Self.key(row) { found[key] = row[2] } }
            #expect(found == expected)
            #expect(stored.count == expected.count)
        }
    }

    @Test("rows of the wrong shape and unknown keys are refused", arguments: Services.engines)
    func shapes(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            func code(
                _ columns: [StaticString], _ rows: [[SQLValue]], _ conflict: InsertConflict
            ) async -> StorageError.Code? {
                await storageCode {
                    try await database.write { connection in
                        _ = try connection.insert(into: "t", columns: columns, rows: rows, onConflict: conflict)
                    }
                }
            }
            #expect(await code(["a", "b"], [[.text("x")]], .fail) == .invalidStatement)
            #expect(await code([], [], .fail) == .invalidStatement)
            #expect(await code(["a"], [[.text("x")]], .ignore(keys: ["b"])) == .invalidStatement)
            #expect(await code(["a", "nope"], [[.text("x"), .null]], .fail) == .invalidStatement)
            #expect(await code(["a", "b"], [], .fail) == nil)
        }
    }

    @Test("two writers of the same keys in opposite orders both succeed", arguments: Services.engines)
    func oppositeOrders(engine: SQLEngine) async throws {
        try await withTable(engine) { database async throws in
            let rows: [[SQLValue]] = (0..<300).map { [.text("k\($0)"), .integer(0), .null] }
            let inserted = try await withThrowingTaskGroup { group in
                for index in 0..<6 {
                    group.addTask {
                        try await database.write { connection in
                            try connection.insert(
                                into: "t", columns: Self.columns, rows: index % 2 == 0 ? rows : rows.reversed(),
                                onConflict: .ignore(keys: ["a", "b"]))
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(inserted == 300)
        }
    }
}

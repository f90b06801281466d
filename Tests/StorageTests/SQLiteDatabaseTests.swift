import Foundation
import Storage
import Testing

@Suite("SQLiteDatabase")
struct SQLiteDatabaseTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sqlite-" + UUID().uuidString)
        try await body(folder.path)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("the file and its folder are created, and hold what was written after closing")
    func creates() async throws {
        try await withFolder { folder in
            for path in ["sqlite:\(folder)/a/b/c.sqlite", "sqlite://\(folder)/a/b/c.sqlite", "\(folder)/a/b/c.sqlite"] {
                let database = try openDatabase(path)
                #expect(database.engine == .sqlite)
                try await database.write { connection in
                    try connection.execute("CREATE TABLE IF NOT EXISTS t (a TEXT)")
                    _ = try connection.execute("INSERT INTO t VALUES ('x')")
                }
                await database.close()
            }
            let database = try openDatabase("\(folder)/a/b/c.sqlite")
            let count = try await database.read { try $0.first("SELECT COUNT(*) AS n FROM t")?.integer("n") }
            #expect(count == 3)
            await database.close()
        }
    }

    @Test("one file opened many times at once takes every write")
    func manyHandles() async throws {
        try await withFolder { folder in
            try await withThrowingTaskGroup { group in
                for index in 0..<6 {
                    group.addTask {
                        let database = try openDatabase("\(folder)/shared.sqlite")
                        try await database.write { connection in
                            try connection.execute("CREATE TABLE IF NOT EXISTS t (a BIGINT)")
                            _ = try connection.execute("INSERT INTO t VALUES (\(index))")
                        }
                        await database.close()
                    }
                }
                try await group.waitForAll()
            }
            let database = try openDatabase("\(folder)/shared.sqlite")
            let count = try await database.read { try $0.first("SELECT COUNT(*) AS n FROM t")?.integer("n") }
            #expect(count == 6)
            await database.close()
        }
    }

    @Test("what is no data base, or lies below a file, cannot be opened")
    func unusable() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(repeating: 7, count: 5000).write(to: URL(fileURLWithPath: folder + "/noise"))
            #expect(await storageCode { _ = try openDatabase(folder + "/noise") } == .cannotConnect)
            #expect(await storageCode { _ = try openDatabase(folder + "/noise/below/x") } == .cannotConnect)
            #expect(await storageCode { _ = try openDatabase("mysql://user:hush@host/x") } == .configuration)
            #expect(await storageCode { _ = try openDatabase("sqlite:") } == .configuration)
            #expect(await storageCode { _ = try openDatabase("") } == .configuration)
        }
    }

    @Test("a writer that waits longer than the busy time-out gives up with a conflict")
    func busy() async throws {
        try await withFolder { folder in
            let first = try SQLiteDatabase(path: folder + "/x.sqlite")
            let second = try SQLiteDatabase(path: folder + "/x.sqlite", busyTimeout: .milliseconds(20))
            let (inside, insideSource) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let long: Void = first.write { connection in
                try connection.execute("CREATE TABLE t (a TEXT)")
                insideSource.finish()
                release.wait()
            }
            for await _ in inside {}
            let code = await storageCode { try await second.write { _ in } }
            release.signal()
            #expect(code == .conflict)
            try await long
            await first.close()
            await second.close()
        }
    }
}

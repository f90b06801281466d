import Domain
import Records
import Storage
import Testing

@Suite("BuildLog, on both engines")
struct BuildLogTests {
    @Test("a build is written at its start and again at its end", arguments: TestStore.engines)
    func life(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let builds = (0..<3).map { number in
                BuildRecord(
                    id: "b\(number)", snapshotID: nil, startedAt: Instant(seconds: Int64(number)), finishedAt: nil,
                    status: .running, stagesJSON: "[]", message: nil)
            }
            for build in builds { try await store.builds.save(build) }
            #expect(try await store.builds.list(limit: 2) == [builds[2], builds[1]])
            let done = BuildRecord(
                id: "b1", snapshotID: "s1", startedAt: Instant(seconds: 1), finishedAt: Instant(seconds: 9),
                status: .published, stagesJSON: "[{\"name\":\"graph\"}]", message: "ok")
            try await store.builds.save(done)
            #expect(try await store.builds.find("b1") == done)
            #expect(try await store.builds.find("b9") == nil)
            #expect(try await store.builds.list(limit: 10) == [builds[2], done, builds[0]])
        }
    }
}

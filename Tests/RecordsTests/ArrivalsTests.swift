import Domain
import Records
import Storage
import Synchronization
import Testing

@Suite("Arrivals, on both engines")
struct ArrivalsTests {
    /// A store whose clock the test sets.
    private final class Clock: Sendable {
        private let time = Mutex(Int64(0))
        func set(_ seconds: Int64) { time.withLock { $0 = seconds } }
        @Sendable func now() -> Instant { Instant(seconds: time.withLock { $0 }) }
    }

    private func window(asOf: Int64, build: (start: Int64, end: Int64)?, until: Int64? = nil) -> Arrivals.Window {
        Arrivals.Window(
            asOf: Instant(seconds: asOf),
            build: build.map {
                BuildRecord(
                    id: "b", snapshotID: "s", startedAt: Instant(seconds: $0.start),
                    finishedAt: Instant(seconds: $0.end), status: .published, stagesJSON: "[]", message: nil)
            }, until: until.map { Instant(seconds: $0) })
    }

    @Test(
        "events are read by arrival, page by page: those after the build's as-of time, and late ones",
        arguments: TestStore.engines)
    func events(engine: SQLEngine) async throws {
        let clock = Clock()
        try await TestStore.with(engine, now: clock.now) { store, _ async throws in
            clock.set(100)
            _ = try await store.events.append([Sample.event("old", at: 10), Sample.event("early", at: 60)])
            clock.set(205)
            _ = try await store.events.append([Sample.event("during", at: 20)])
            clock.set(300)
            _ = try await store.events.append([Sample.event("late", at: 30), Sample.event("new", at: 250)])
            clock.set(400)
            _ = try await store.events.append((0..<7).map { Sample.event("n\($0)", at: 350) })
            func ids(_ window: Arrivals.Window, page: Int) async throws -> [String] {
                var place = window.start
                var found: [String] = []
                while true {
                    let rows = try await store.arrivals.events(in: window, after: place, limit: page)
                    found += rows.map(\.record.id.rawValue)
                    guard let last = rows.last, rows.count == page else { return found }
                    place = Arrivals.Place(time: last.at, id: last.record.id.rawValue)
                }
            }
            let all = ["late", "new"] + (0..<7).map { "n\($0)" }
            for page in [1, 2, 3, 100] {
                #expect(try await ids(window(asOf: 50, build: (200, 210)), page: page) == all)
            }
            // Without a build's history the as-of time alone decides.
            #expect(try await ids(window(asOf: 50, build: nil), page: 4) == ["early", "new"] + all.dropFirst(2))
            #expect(try await ids(window(asOf: 50, build: (200, 210), until: 399), page: 4) == ["late", "new"])
        }
    }

    @Test("messages are read by their last change, with their campaigns", arguments: TestStore.engines)
    func messages(engine: SQLEngine) async throws {
        let clock = Clock()
        try await TestStore.with(engine, now: clock.now) { store, _ async throws in
            clock.set(100)
            try await store.catalogue.upsert(messages: [Message(id: "a", text: "one"), Message(id: "b", text: "two")])
            clock.set(200)
            try await store.catalogue.upsert(messages: [
                Message(id: "c", text: "three", campaignIDs: ["y", "x"]), Message(id: "a", text: "one", hidden: true),
            ])
            _ = try await store.events.append([
                Sample.event("e", at: 150, .message, message: "d", campaign: "x", text: "said")
            ])
            let window = window(asOf: 0, build: (150, 160))
            let found = try await store.arrivals.messages(in: window, after: window.start, limit: 10)
            #expect(found.map(\.record.id) == ["a", "c", "d"] && found.allSatisfy { $0.at == Instant(seconds: 200) })
            #expect(found[0].record.hidden && found[1].record.campaignIDs == ["x", "y"])
            #expect(found[2].record.text == "said" && found[2].record.campaignIDs == ["x"])
            let rest = try await store.arrivals.messages(
                in: window, after: Arrivals.Place(time: Instant(seconds: 200), id: "a"), limit: 1)
            #expect(rest.map(\.record.id) == ["c"])
        }
    }

    @Test("the latest build that published a snapshot is found", arguments: TestStore.engines)
    func builds(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            func save(_ id: String, _ snapshot: String?, _ start: Int64, _ status: BuildStatus) async throws {
                try await store.builds.save(
                    BuildRecord(
                        id: id, snapshotID: snapshot, startedAt: Instant(seconds: start),
                        finishedAt: Instant(seconds: start + 1), status: status, stagesJSON: "[]", message: nil))
            }
            try await save("b1", "s1", 1, .published)
            try await save("b2", "s1", 2, .published)
            try await save("b3", "s1", 3, .failed)
            try await save("b4", "s2", 4, .published)
            #expect(try await store.builds.publishing("s1")?.id == "b2")
            #expect(try await store.builds.publishing("s3") == nil)
        }
    }
}

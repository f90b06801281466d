import Domain
import Records
import Storage
import Synchronization
import Testing

@Suite("EventLog, on both engines")
struct EventLogTests {
    @Test("events come back as they went in, in order of time and name", arguments: TestStore.engines)
    func roundTrip(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            #expect(try await store.events.latestEventTime() == nil)
            #expect(try await store.events.all() == [])
            #expect(try await store.events.append([]) == .init(inserted: 0, duplicates: 0))
            let events = (0..<1500).map(Sample.fullEvent)
            #expect(try await store.events.append(events) == .init(inserted: 1500, duplicates: 0))
            let bare = Sample.event("bare")
            #expect(try await store.events.append([bare]) == .init(inserted: 1, duplicates: 0))
            let stored = try await store.events.all()
            #expect(Sample.isInOrder(stored))
            #expect(stored.count == 1501)
            #expect(Set(stored) == Set(events + [bare]))
            #expect(stored.first == bare)
            #expect(try await store.events.count() == 1501)
            #expect(try await store.events.latestEventTime() == events.map(\.time).max())
        }
    }

    @Test("of one name the first event stays, in the log and in a batch", arguments: TestStore.engines)
    func duplicates(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let first = Sample.event("a", amount: 1)
            #expect(
                try await store.events.append([first, Sample.event("a", amount: 2), Sample.event("b")])
                    == .init(inserted: 2, duplicates: 1))
            #expect(
                try await store.events.append([Sample.event("a", amount: 3), Sample.event("c")])
                    == .init(inserted: 1, duplicates: 1))
            #expect(try await store.events.all().first == first)
            // Unicode calls these two equal; they are two names.
            #expect(
                try await store.events.append([Sample.event("\u{e9}"), Sample.event("e\u{301}")])
                    == .init(inserted: 2, duplicates: 0))
        }
    }

    @Test("an event that cannot be stored leaves its whole batch out, and quotes nothing", arguments: TestStore.engines)
    func refused(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let error = await #expect(throws: StorageError.self) {
                try await store.events.append([Sample.event("good"), Sample.event("bad", text: "hush\0")])
            }
            #expect(error?.code == .invalidValue)
            #expect(error.map { "\($0)".contains("hush") } == false)
            #expect(try await store.events.count() == 0)
        }
    }

    @Test("names that look like SQL are names", arguments: TestStore.engines)
    func injection(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let hostile = UserID("x' OR '1'='1'; DROP TABLE events; --")
            _ = try await store.events.append([
                Sample.event("1", user: hostile), Sample.event("2", user: "honest"), Sample.event("3'); --"),
            ])
            #expect(try await store.events.recent(user: hostile, limit: 10).map(\.id) == ["1"])
            #expect(try await store.catalogue.message("' OR 1=1 --") == nil)
            #expect(try await store.recommendations.find("' OR 1=1 --") == nil)
            #expect(try await store.events.count() == 3)
        }
    }

    @Test("a new message event creates its message, and never changes one", arguments: TestStore.engines)
    func createsMessages(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            try await store.catalogue.upsert(messages: [Message(id: "known", text: "as it was", campaignIDs: ["c0"])])
            let event = Sample.event("e1", at: 5, .message, user: "ann", message: "m1", campaign: "c1", text: "hello")
            _ = try await store.events.append([
                event,
                Sample.event("e2", at: 6, .message, user: "bob", message: "m1", campaign: "c2", text: "too late"),
                Sample.event("e3", at: 7, .message, user: "bob", message: "known", campaign: "c3", text: "other"),
                Sample.event("e4", at: 8, .message, user: "bob", message: "m2", text: "alone"),
                Sample.event("e5", at: 9, .reply, message: "m3", text: "a reply is not a message of its own"),
                Sample.event("e6", at: 9, .message, message: "m4"),
                Sample.event("e7", at: 9, .message, text: "no name"),
            ])
            // A duplicate event with another message says nothing new.
            _ = try await store.events.append([
                Sample.event("e1", at: 5, .message, message: "m5", campaign: "c1", text: "hello")
            ])
            #expect(
                try await store.catalogue.messages() == [
                    Message(id: "known", text: "as it was", campaignIDs: ["c0"]),
                    Message(
                        id: "m1", text: "hello", campaignIDs: ["c1"], createdAt: Instant(seconds: 5), authorID: "ann"),
                    Message(id: "m2", text: "alone", createdAt: Instant(seconds: 8), authorID: "bob"),
                ])
        }
    }

    @Test("many writers of the same events at once store each once", arguments: TestStore.engines)
    func concurrentAppends(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let events = (0..<900).map { number in
                Sample.event(
                    "e\(number)", at: Int64(number), .message, message: MessageID("m\(number % 200)"), campaign: "c",
                    text: "text")
            }
            let results = try await withThrowingTaskGroup { group in
                for writer in 0..<6 {
                    group.addTask {
                        var mine = Array(events[(writer * 100)..<min(900, writer * 100 + 400)])
                        if writer % 2 == 1 { mine.reverse() }
                        return try await store.events.append(mine)
                    }
                }
                var results: [EventLog.AppendResult] = []
                for try await result in group { results.append(result) }
                return results
            }
            #expect(results.reduce(0) { $0 + $1.inserted } == 900)
            #expect(results.reduce(0) { $0 + $1.inserted + $1.duplicates } == 6 * 400)
            #expect(try await store.events.count() == 900)
            let messages = try await store.catalogue.messages()
            #expect(messages.count == 200)
            #expect(messages.allSatisfy { $0.campaignIDs == ["c"] })
        }
    }

    @Test("batches are the same events in the same order", arguments: TestStore.engines, [1, 7, 500, 5000])
    func batches(engine: SQLEngine, size: Int) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            _ = try await store.events.append((0..<500).map(Sample.fullEvent))
            let seen = Mutex<[[Event]]>([])
            try await store.events.forEach(batchSize: size) { batch in seen.withLock { $0.append(batch) } }
            let batches = seen.withLock { $0 }
            #expect(batches.dropLast().allSatisfy { $0.count == size })
            #expect(try await store.events.all() == Array(batches.joined()))

            struct Enough: Error {}
            await #expect(throws: Enough.self) {
                try await store.events.forEach(batchSize: size) { _ in throw Enough() }
            }
            #expect(try await store.events.count() == 500)
        }
    }

    @Test("the latest events of a user come latest first", arguments: TestStore.engines)
    func recent(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let events = (0..<300).map(Sample.fullEvent)
            _ = try await store.events.append(events)
            let all = try await store.events.all()
            let expected = all.filter { $0.userID == "user-7" }.reversed()
            #expect(try await store.events.recent(user: "user-7", limit: 4) == Array(expected.prefix(4)))
            #expect(try await store.events.recent(user: "user-7", limit: 1000) == Array(expected))
            #expect(try await store.events.recent(user: "user-7", limit: -1) == [])
            #expect(try await store.events.recent(user: "nobody", limit: 4) == [])
        }
    }
}

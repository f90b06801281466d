import Domain
import Foundation
import Ingestion
import Records
import Synchronization
import Testing

@Suite("A run")
struct IngesterTests {
    private func lines(_ range: Range<Int>, bad: Set<Int> = []) -> String {
        range.map { bad.contains($0) ? "bad" : eventLine(["event_id": "\"e\($0)\""]) }.joined(separator: "\n")
    }

    @Test("a second time changes nothing")
    func secondRun() async throws {
        let sink = MemorySink()
        let text = lines(0..<5000, bad: [7, 4999])
        let first = try await ingest(text, into: sink).report
        let events = sink.events
        let quarantine = sink.quarantine
        let second = try await ingest(text, into: sink).report
        #expect((first.accepted, first.duplicate, first.quarantined) == (4998, 0, 2))
        #expect((second.accepted, second.duplicate, second.quarantined) == (0, 4998, 2))
        #expect(sink.events == events)
        #expect(sink.quarantine == quarantine)
    }

    @Test("that is killed leaves whole batches, and is completed by the next one", arguments: 1...7)
    func killed(call: Int) async throws {
        let text = lines(0..<7000, bad: [10, 2500, 6999])
        let broken = MemorySink(failingCall: call)
        await #expect(throws: MemorySink.Broken.self) { _ = try await ingest(text, into: broken) }
        // Batches of 2000 lines; each but the third has one bad line, and so a second write for it.
        let kept = [0: 0, 1: 0, 2: 1999, 3: 1999, 4: 3998, 5: 3998, 6: 5998, 7: 6997][call]
        #expect(broken.events.count == kept)
        let report = try await ingest(text, into: broken).report
        #expect(
            broken.events.map(\.id.rawValue) == (0..<7000).filter { ![10, 2500, 6999].contains($0) }.map { "e\($0)" })
        #expect(broken.quarantine.map(\.line) == [11, 2501, 7000])
        #expect(report.accepted + report.duplicate == 6997)
    }

    @Test("counts duplicates inside a file, and keeps the first")
    func duplicates() async throws {
        let text = [eventLine(["user_id": "\"a\""]), eventLine(["user_id": "\"b\""])].joined(separator: "\n")
        let (report, sink) = try await ingest(text)
        #expect((report.accepted, report.duplicate) == (1, 1))
        #expect(sink.events.map(\.userID) == ["a"])
    }

    @Test("counts as late what is accepted and more than a day older than the log was")
    func late() async throws {
        func event(_ id: String, _ time: String) -> String {
            eventLine(["event_id": "\"\(id)\"", "event_time": "\"\(time)\""])
        }
        let sink = MemorySink()
        // A first run has nothing to be late for, in whatever order its lines are.
        let first = try await ingest(
            [event("a", "2025-05-05T00:00:00Z"), event("b", "2025-01-01T00:00:00Z")].joined(separator: "\n"), into: sink
        )
        #expect(first.report.late == 0)
        let second = try await ingest(
            [
                event("b", "2025-01-01T00:00:00Z"), event("c", "2025-05-03T23:59:59Z"),
                event("d", "2025-05-04T00:00:00Z"), event("e", "2025-06-01T00:00:00Z"),
                event("e", "2025-01-01T00:00:00Z"), event("f", "2025-01-01T00:00:00Z"),
            ].joined(separator: "\n"), into: sink)
        #expect((second.report.accepted, second.report.duplicate, second.report.late) == (4, 2, 2))
        #expect(sink.events.first { $0.id == "e" }?.time == Instant(seconds: 1_748_736_000))
    }

    @Test("takes any line ending, blank lines, a byte order mark and no newline at the end")
    func lineEndings() async throws {
        let text = "\u{FEFF}" + eventLine() + "\r\n\r\n  \n" + eventLine(["event_id": "\"e2\""])
        let (report, sink) = try await ingest(text)
        #expect(sink.events.map(\.id) == ["e1", "e2"])
        #expect(report.lines == 2)
        #expect(try await ingest("").report.lines == 0)
        #expect(try await ingest("\n\n").report.lines == 0)
    }

    @Test("reports progress up to the end of the file")
    func progress() async throws {
        let steps = Mutex<[IngestProgress]>([])
        let path = fixture("support-chat/events.ndjson.gz")
        _ = try await Ingester(store: MemorySink(), clock: { .testNow }).ingest(path: path) { step in
            steps.withLock { $0.append(step) }
        }
        let last = try #require(steps.withLock { $0.last })
        #expect(steps.withLock { $0.map(\.lines) } == [2000, 4000, 6000, 8000, 10_000, 12_000, 12_854])
        #expect(last.bytesRead == last.totalBytes)
    }

    @Test("fills a real store: the log, the catalogue, the quarantine")
    func realStore() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await RecordStore.open(url: "sqlite:" + folder.appendingPathComponent("store.sqlite").path)
        let ingester = Ingester(store: store, clock: { .testNow })
        for _ in 0..<2 {
            let events = try await ingester.ingest(path: fixture("support-chat/events.ndjson.gz"))
            let campaigns = try await ingester.ingest(path: fixture("support-chat/campaigns.ndjson.gz"))
            _ = try await ingester.ingest(lines: Array("bad".utf8), kind: .events, source: "hand")
            #expect(events.accepted + events.duplicate == 12_854)
            #expect(campaigns.accepted == 3)
            #expect(try await store.events.count() == 12_854)
            #expect(try await store.catalogue.messages().count == 10_197)
            #expect(try await store.catalogue.campaigns().map(\.name) == ["#mediawiki", "#rust", "#stripe"])
            #expect(try await store.quarantine.count() == 1)
        }
        await store.close()
    }
}

import Domain
import Foundation
import Ingestion
import Records
import Synchronization

/// A store in memory that keeps the promises of `RecordSink`, and can fail on purpose.
final class MemorySink: RecordSink {
    struct Content {
        var events: [Event] = []
        var names: Set<[UInt8]> = []
        var messages: [Message] = []
        var campaigns: [Campaign] = []
        var quarantine: [QuarantinedLine] = []
        var calls = 0
    }

    struct Broken: Error, Equatable {}

    private let content = Mutex(Content())
    private let failingCall: Int?

    /// Fails in the write of number `failingCall`, from 1, before it keeps anything.
    init(failingCall: Int? = nil) { self.failingCall = failingCall }

    var events: [Event] { content.withLock { $0.events } }
    var messages: [Message] { content.withLock { $0.messages } }
    var campaigns: [Campaign] { content.withLock { $0.campaigns } }
    var quarantine: [QuarantinedLine] { content.withLock { $0.quarantine } }

    func append(_ events: [Event]) async throws -> EventLog.AppendResult {
        try write { content in
            let new = events.filter { content.names.insert(Array($0.id.rawValue.utf8)).inserted }
            content.events += new
            return EventLog.AppendResult(inserted: new.count, duplicates: events.count - new.count)
        }
    }

    func upsert(_ messages: [Message]) async throws { try write { $0.messages += messages } }

    func upsert(_ campaigns: [Campaign]) async throws { try write { $0.campaigns += campaigns } }

    func quarantine(_ lines: [QuarantinedLine]) async throws {
        try write { content in
            for line in lines {
                let isKnown = content.quarantine.contains {
                    $0.source == line.source && $0.line == line.line && $0.reason == line.reason
                }
                if !isKnown { content.quarantine.append(line) }
            }
        }
    }

    func latestEventTime() async throws -> Instant? { events.map(\.time).max() }

    private func write<Value: Sendable>(_ body: (inout Content) throws -> Value) throws -> Value {
        try content.withLock { content in
            content.calls += 1
            if content.calls == failingCall { throw Broken() }
            return try body(&content)
        }
    }
}

extension Instant {
    /// What time it is in the tests: 2026-01-01T00:00:00Z.
    static let testNow = Instant(seconds: 1_767_225_600)
}

/// The path of a file in Fixtures/.
func fixture(_ name: String) -> String { repository("Fixtures/" + name) }

/// The path of a file of the repository.
func repository(_ path: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(path).path
}

/// Ingests the lines of `text` as events, unless told otherwise, and returns what came of it.
func ingest(
    _ text: String, kind: RecordKind = .events, format: InputFormat = .ndjson, into sink: MemorySink = MemorySink()
) async throws -> (report: IngestReport, sink: MemorySink) {
    let report = try await Ingester(store: sink, clock: { .testNow })
        .ingest(lines: Array(text.utf8), kind: kind, format: format, source: "test")
    return (report, sink)
}

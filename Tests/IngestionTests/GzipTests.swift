import Domain
import Foundation
import Ingestion
import Records
import Testing

@Suite("Gzipped input")
struct GzipTests {
    private let packed: [UInt8]
    private let whole: [Event]

    init() async throws {
        packed = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("support-chat/events.ndjson.gz"))))
        let sink = MemorySink()
        _ = try await Ingester(store: sink, clock: { .testNow }).ingest(lines: packed, kind: .events, source: "whole")
        whole = sink.events
    }

    private func ingest(packed bytes: [UInt8]) async throws -> (report: IngestReport, sink: MemorySink) {
        let sink = MemorySink()
        let report = try await Ingester(store: sink, clock: { .testNow })
            .ingest(lines: bytes, kind: .events, source: "cut.gz")
        return (report, sink)
    }

    @Test(
        "cut short keeps every whole line before the cut and says where it is",
        arguments: [2, 9, 10, 11, 100, 5000, 123_456, 262_143, 262_144, 262_145, 400_000, -9, -8, -4, -1])
    func cutShort(place: Int) async throws {
        let length = place < 0 ? packed.count + place : place
        let (report, sink) = try await ingest(packed: Array(packed[..<length]))
        #expect(
            report.truncated
                == InputDamage(
                    source: "cut.gz", byteOffset: Int64(length), reason: "the gzip data is cut short"))
        #expect(report.quarantined == 0)
        #expect(sink.events == Array(whole.prefix(sink.events.count)))
        if place < 0 { #expect(sink.events == whole) }
        if place >= 100_000 { #expect(sink.events.count > 1000) }
    }

    @Test("with a flipped bit is refused as a whole, for the log keeps what it accepts", arguments: 0..<40)
    func damaged(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var bytes = packed
        // Not in the header, whose time and flags nothing checks.
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            bytes[Int.random(in: 10..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        do {
            let (report, sink) = try await ingest(packed: bytes)
            // A flip may also make the data go on beyond the file, which is a cut.
            #expect(report.truncated != nil || sink.events == whole)
        } catch let error as IngestInputError {
            #expect(error.source == "cut.gz")
            #expect(error.reason.hasPrefix("the gzip data is damaged at byte "))
        }
    }

    @Test("made of several members reads as one")
    func members() async throws {
        let campaigns = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("support-chat/campaigns.ndjson.gz"))))
        let sink = MemorySink()
        let report = try await Ingester(store: sink, clock: { .testNow })
            .ingest(lines: campaigns + campaigns + [0, 0, 0], kind: .campaigns, source: "two.gz")
        #expect(report.accepted == 6)
        #expect(report.truncated == nil)
    }

    @Test("with bytes behind its end keeps the content and says so")
    func garbage() async throws {
        let (report, sink) = try await ingest(packed: packed + Array("more".utf8))
        #expect(sink.events == whole)
        #expect(
            report.truncated
                == InputDamage(
                    source: "cut.gz", byteOffset: Int64(packed.count),
                    reason: "unexpected bytes after the end of the gzip data"))
    }

    @Test("by name only is a user's error, and so is a file that is not there or is a folder")
    func notGzip() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("events.ndjson.gz").path
        try eventLine().write(toFile: file, atomically: true, encoding: .utf8)
        let ingester = Ingester(store: MemorySink(), clock: { .testNow })
        await #expect(
            throws: IngestInputError(source: file, reason: "expected gzip data, as the name says, got something else")
        ) { _ = try await ingester.ingest(path: file) }
        await #expect(throws: IngestInputError(source: folder.path, reason: "expected a file, got a folder")) {
            _ = try await ingester.ingest(path: folder.path)
        }
        let missing = folder.appendingPathComponent("none").path
        await #expect(throws: IngestInputError(source: missing, reason: "no such file or directory")) {
            _ = try await ingester.ingest(path: missing)
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers from the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

import Domain
import Records
import Storage
import Testing

@Suite("Quarantine, on both engines")
struct QuarantineTests {
    private static func line(
        _ number: Int, reason: String = "not JSON", sample: String = "{", at milliseconds: Int64 = 5
    ) -> QuarantinedLine {
        QuarantinedLine(
            source: "events.ndjson", line: number, field: number % 2 == 0 ? nil : "user_id", reason: reason,
            sample: sample, ingestedAt: Instant(milliseconds: milliseconds))
    }

    @Test("a line is recorded once for each reason", arguments: TestStore.engines)
    func idempotent(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let lines = [Self.line(1), Self.line(2), Self.line(1, reason: "too old"), Self.line(1, at: 9)]
            #expect(try await store.quarantine.record(lines) == 3)
            #expect(try await store.quarantine.record(lines) == 0)
            #expect(try await store.quarantine.record([]) == 0)
            #expect(try await store.quarantine.count() == 3)
            #expect(
                try await store.quarantine.list(limit: 10)
                    == [Self.line(1), Self.line(1, reason: "too old"), Self.line(2)])
            _ = try await store.quarantine.record([Self.line(7, at: 100)])
            #expect(try await store.quarantine.list(limit: 1) == [Self.line(7, at: 100)])
        }
    }

    @Test("any content is recorded, a NUL as U+FFFD", arguments: TestStore.engines)
    func anyContent(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let samples = Sample.hostileTexts + ["a\0b", "\0", "\u{FFFF}\u{1}\u{7F}"]
            let lines = samples.enumerated().map {
                Self.line($0.offset, reason: $0.element.prefix(20) + "!", sample: $0.element)
            }
            _ = try await store.quarantine.record(lines)
            let stored = try await store.quarantine.list(limit: 100).sorted { $0.line < $1.line }
            #expect(stored.count == lines.count)
            for (found, line) in zip(stored, lines) {
                #expect(found.sample == String(line.sample.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
            }
        }
    }

    @Test(
        "a sample is cut between characters at 2 KiB",
        arguments: ["x", "ü", "語", "🐦"], [0, 1, 2, 3])
    func sampleLimit(character: String, shift: Int) {
        let text = String(repeating: "a", count: shift) + String(repeating: character, count: 3000)
        let sample = Self.line(1, sample: text).sample
        #expect(text.hasPrefix(sample))
        #expect(sample.utf8.count <= QuarantinedLine.sampleLimit)
        #expect(sample.utf8.count > QuarantinedLine.sampleLimit - 4)
        #expect(!sample.unicodeScalars.contains("\u{FFFD}"))
    }
}

import Domain
import Ingestion
import Records
import Testing

@Suite("Hostile lines")
struct FuzzTests {
    private static let seeds = [
        eventLine(["text": #""a \"b\" \ud83d\ude00""#, "amount": "12.5", "properties": #"{"a":[1,{"b":null}]}"#]),
        eventLine(["event_type": "\"message\"", "text": "\"Grüße, 你好\""]),
        eventLine(["event_type": "\"label\"", "label": "1", "device": "\"web\"", "country": "\"DE\""]),
    ]

    private static let pieces: [[UInt8]] = [
        [0], [0x22], [0x5C], [0x7B], [0x7D], [0x5B], [0x5D], [0x2C], [0x3A], [0xFF], [0xC3], [0xED, 0xA0, 0x80],
        Array(#"\u"#.utf8), Array(#"\ud800"#.utf8), Array("1e999".utf8), Array("null".utf8), Array("--".utf8),
        Array("[[[[[[[[[[[[[[[[[[[[".utf8), Array("{\"a\":".utf8), [0x0D], [0x20], [0xEF, 0xBB, 0xBF],
    ]

    private func mutated(_ line: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var line = line
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = line.isEmpty ? 0 : Int.random(in: 0..<line.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: if !line.isEmpty { line[place] = UInt8.random(in: .min ... .max, using: &random) }
            case 1: if !line.isEmpty { line.remove(at: place) }
            case 2: line.insert(contentsOf: FuzzTests.pieces.randomElement(using: &random) ?? [], at: place)
            case 3: line.removeSubrange(place...)
            default:
                let end = min(line.count, place + Int.random(in: 0...20, using: &random))
                line.insert(contentsOf: line[place..<end], at: place)
            }
        }
        // A newline would make two lines of one.
        return line.filter { $0 != 0x0A }
    }

    @Test("never crash, never lose a neighbour, and are counted", arguments: 0..<20)
    func lines(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var body: [UInt8] = []
        var mutations = 0
        for number in 0..<300 {
            body += Array(eventLine(["event_id": "\"good-\(number)\""]).utf8) + [0x0A]
            let line = Array((FuzzTests.seeds.randomElement(using: &random) ?? "").utf8)
            let mutation = mutated(line, &random)
            if !mutation.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { mutations += 1 }
            body += mutation + [0x0A]
        }
        let sink = MemorySink()
        let report = try await Ingester(store: sink, clock: { .testNow })
            .ingest(lines: body, kind: .events, source: "fuzz")
        let good = sink.events.filter { $0.id.rawValue.hasPrefix("good-") }
        #expect(good.map(\.id.rawValue) == (0..<300).map { "good-\($0)" })
        #expect(report.lines == 300 + mutations)
        #expect(report.accepted + report.duplicate + report.quarantined == report.lines)
        #expect(report.quarantined > 100)
        #expect(sink.quarantine.allSatisfy { !$0.reason.isEmpty && !$0.sample.utf8.contains(0) })
    }

    @Test("in CSV never crash, and cost at most themselves and what they quote", arguments: 0..<20)
    func rows(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var body = Array("event_id,event_time,event_type,user_id,message_id,text\n".utf8)
        for number in 0..<300 {
            body += Array("good-\(number),2025-05-05T05:05:05Z,click,u,m,\n".utf8)
            let row = Array("e\(number),2025-05-05T05:05:05Z,click,u,m,\"a, \"\"b\"\" c\"".utf8)
            body += mutated(row, &random) + [0x0A]
        }
        let sink = MemorySink()
        let report = try await Ingester(store: sink, clock: { .testNow })
            .ingest(lines: body, kind: .events, format: .csv, source: "fuzz")
        let good = Set(sink.events.map(\.id.rawValue).filter { $0.hasPrefix("good-") })
        // Two open quotes may frame a good row so that it is, by the rules of CSV, inside a value.
        #expect(good.count >= 290)
        #expect(report.accepted + report.duplicate + report.quarantined == report.lines)
    }
}

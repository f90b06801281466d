import Domain
import Foundation
import Ingestion
import Records
import Testing

@Suite("The shipped fixtures")
struct FixtureTests {
    @Test(
        "keep the contract in every line",
        arguments: [
            ("complete-journey/events.ndjson.gz", 210_961), ("complete-journey/messages.ndjson.gz", 29_490),
            ("complete-journey/campaigns.ndjson.gz", 27), ("support-chat/events.ndjson.gz", 12_854),
            ("support-chat/campaigns.ndjson.gz", 3),
        ])
    func keepTheContract(name: String, lines: Int) async throws {
        let sink = MemorySink()
        let report = try await Ingester(store: sink, clock: { .testNow }).ingest(path: fixture(name))
        #expect(report.firstReasons == [])
        #expect(report.quarantined == 0)
        #expect(report.lines == lines)
        #expect(report.accepted == lines)
        #expect(report.truncated == nil)
    }

    @Test("speak of products in plain words")
    func plainWords() async throws {
        let sink = MemorySink()
        _ = try await Ingester(store: sink, clock: { .testNow })
            .ingest(path: fixture("complete-journey/messages.ndjson.gz"))
        let texts = Set(sink.messages.map(\.text))
        #expect(
            texts.contains("Mainstream white bread, 20 oz, store brand (baked bread, buns and rolls; grocery)"))
        // A word of three capitals or more that is no known name would be an abbreviation left over.
        let shouted = texts.filter { text in
            text.split(whereSeparator: { !$0.isLetter }).contains { word in
                word.count > 2 && word.allSatisfy(\.isUppercase) && word != "DVD" && word != "VHS"
            }
        }
        #expect(shouted.sorted().prefix(3).elementsEqual([]))
    }
}

import Domain
import Ingestion
import Records
import Testing

@Suite("The contract of events")
struct EventContractTests {
    struct Bad: CustomTestStringConvertible {
        let changes: [String: String]
        let field: String
        let reason: String

        init(_ changes: [String: String], _ field: String, _ reason: String) {
            self.changes = changes
            self.field = field
            self.reason = reason
        }

        var testDescription: String { "\(field): \(reason)" }
    }

    static let long = String(repeating: "x", count: 65)

    @Test(
        "refuses a line and names the field and the reason",
        arguments: [
            Bad(["event_id": ""], "event_id", "missing"),
            Bad(["event_id": "null"], "event_id", "missing"),
            Bad(["event_id": "7"], "event_id", "expected a string, got a number"),
            Bad(["event_id": "\"\""], "event_id", "empty"),
            Bad(["event_id": "\"\(long)\""], "event_id", "expected at most 64 characters, got 65"),
            Bad(["event_id": #""a\nb""#], "event_id", "a control character in \"a\u{FFFD}b\""),
            Bad(["event_id": #""a\u0085b""#], "event_id", "a control character in \"a\u{FFFD}b\""),
            Bad(["event_time": ""], "event_time", "missing"),
            Bad(
                ["event_time": "\"yesterday\""], "event_time",
                "expected an RFC 3339 time in UTC such as 2017-01-01T12:26:30Z, got \"yesterday\""),
            Bad(
                ["event_time": "\"2025-05-05T05:05:05+02:00\""], "event_time",
                "expected an RFC 3339 time in UTC such as 2017-01-01T12:26:30Z, got \"2025-05-05T05:05:05+02:00\""),
            Bad(
                ["event_time": "\"2025-02-30T00:00:00Z\""], "event_time",
                "expected an RFC 3339 time in UTC such as 2017-01-01T12:26:30Z, got \"2025-02-30T00:00:00Z\""),
            Bad(["event_time": "1746421505"], "event_time", "expected a string, got a number"),
            Bad(
                ["event_time": "\"2026-01-01T00:01:00.001Z\""], "event_time",
                "expected at most 1 minute ahead of now, got 2026-01-01T00:01:00.001Z"),
            Bad(
                ["event_time": "\"1969-12-31T23:59:59Z\""], "event_time",
                "expected a time from 1970 on, got \"1969-12-31T23:59:59Z\""),
            Bad(["event_type": ""], "event_type", "missing"),
            Bad(
                ["event_type": "\"buy\""], "event_type",
                "expected message, impression, view, click, dwell, like, reply, share, follow, bookmark, session, "
                    + "transaction, conversion or label, got \"buy\""),
            Bad(["event_type": "true"], "event_type", "expected a string, got true or false"),
            Bad(["user_id": ""], "user_id", "missing"),
            Bad(["user_id": "[]"], "user_id", "expected a string, got a list"),
            Bad(["message_id": "{}"], "message_id", "expected a string, got an object"),
            Bad(["message_id": ""], "message_id", "missing: a click event needs message_id or campaign_id"),
            Bad(
                ["message_id": "", "event_type": "\"transaction\""], "message_id",
                "missing: a transaction event needs message_id or campaign_id"),
            Bad(["campaign_id": "\"\(long)\""], "campaign_id", "expected at most 64 characters, got 65"),
            Bad(["event_type": "\"message\""], "text", "missing: a message event needs it"),
            Bad(
                ["event_type": "\"message\"", "text": "\"t\"", "message_id": ""], "message_id",
                "missing: a message event needs it"),
            Bad(["event_type": "\"message\"", "text": "\"\""], "text", "empty"),
            Bad(
                ["text": "\"\(String(repeating: "é", count: 16_385))\""], "text",
                "expected at most 32768 bytes, got 32770"),
            Bad(["event_type": "\"reply\"", "message_id": ""], "message_id", "missing: a reply event needs it"),
            Bad(["event_type": "\"dwell\""], "dwell_seconds", "missing: a dwell event needs it"),
            Bad(["event_type": "\"label\""], "label", "missing: a label event needs it"),
            Bad(["amount": "\"12.5\""], "amount", "expected a number, got a string \"12.5\""),
            Bad(["amount": "true"], "amount", "expected a number, got true or false"),
            Bad(["amount": "-0.01"], "amount", "expected a number from 0 to 1000000000000, got -0.01"),
            Bad(["amount": "1e13"], "amount", "expected a number from 0 to 1000000000000, got 1e13"),
            Bad(["amount": "1e999"], "amount", "expected a number from 0 to 1000000000000, got 1e999"),
            Bad(["dwell_seconds": "-1"], "dwell_seconds", "expected a number from 0 to 604800, got -1"),
            Bad(["dwell_seconds": "1e9"], "dwell_seconds", "expected a number from 0 to 604800, got 1e9"),
            Bad(["label": "2"], "label", "expected 0 or 1, got 2"),
            Bad(["label": "0.5"], "label", "expected 0 or 1, got 0.5"),
            Bad(["label": "true"], "label", "expected a number, got true or false"),
            Bad(
                ["country": "\"Germany\""], "country",
                "expected an ISO 3166-1 alpha-2 code such as DE, got \"Germany\""),
            Bad(["country": "\"de\""], "country", "expected an ISO 3166-1 alpha-2 code such as DE, got \"de\""),
            Bad(["country": "\"XX\""], "country", "expected an ISO 3166-1 alpha-2 code such as DE, got \"XX\""),
            Bad(["device": "\"fridge\""], "device", "expected ios, android or web, got \"fridge\""),
            Bad(["properties": "[1]"], "properties", "expected an object, got a list"),
            Bad(["properties": "\"{}\""], "properties", "expected an object, got a string \"{}\""),
            Bad(
                ["properties": "{\"a\":\"\(String(repeating: "x", count: 32_768))\"}"], "properties",
                "expected at most 32768 bytes, got 32776"),
            Bad(["mesage_id": "\"m1\""], "mesage_id", "unknown field; did you mean message_id?"),
            Bad(["colour_of_hat": "1"], "colour_of_hat", "unknown field"),
        ])
    func refuses(bad: Bad) async throws {
        let good = eventLine(["event_id": "\"good\""])
        let (report, sink) = try await ingest([good, eventLine(bad.changes), good].joined(separator: "\n"))
        let line = try #require(report.firstReasons.first)
        #expect(report.quarantined == 1)
        #expect(line.field == bad.field)
        #expect(line.reason == bad.reason)
        #expect(line.line == 2)
        #expect(line.source == "test")
        #expect(sink.quarantine == [line])
        #expect(sink.events.map(\.id) == ["good"])
    }

    @Test(
        "refuses what is no JSON, and says where",
        arguments: [
            (#"{"event_id":"e1""#, "malformed JSON at byte 17: the line ends inside an object"),
            (#"{"event_id":"e1"#, "malformed JSON at byte 13: a string is not closed"),
            (#"{"event_id" "e1"}"#, #"malformed JSON at byte 13: expected ":" after a name"#),
            (#"{"event_id":}"#, "malformed JSON at byte 13: expected a value"),
            (#"{"event_id":"e1",}"#, "malformed JSON at byte 18: expected a name in quotes"),
            (#"{event_id:"e1"}"#, "malformed JSON at byte 2: expected a name in quotes"),
            (#"{'event_id':'e1'}"#, "malformed JSON at byte 2: expected a name in quotes"),
            (#"{"a":1}{"b":2}"#, "malformed JSON at byte 8: expected the end of the line after the value"),
            (#"["event_id"]"#, #"malformed JSON at byte 1: expected an object, that is "{""#),
            ("event_id,user_id", #"malformed JSON at byte 1: expected an object, that is "{""#),
            (#"{"a":01}"#, "malformed JSON at byte 6: a number has no leading zeros"),
            (#"{"a":+1}"#, "malformed JSON at byte 6: expected a value"),
            (#"{"a":1.}"#, "malformed JSON at byte 8: expected a digit after the decimal point"),
            (#"{"a":1e}"#, "malformed JSON at byte 8: expected a digit in the exponent"),
            (#"{"a":-}"#, "malformed JSON at byte 7: expected a digit"),
            (#"{"a":NaN}"#, "malformed JSON at byte 6: expected a value"),
            (#"{"a":tru}"#, "malformed JSON at byte 6: expected a value"),
            (#"{"a":"\x"}"#, "malformed JSON at byte 7: an unknown escape"),
            (#"{"a":"\ud83d"}"#, "malformed JSON at byte 7: half of a surrogate pair"),
            (#"{"a":"\ude00\ud83d"}"#, "malformed JSON at byte 7: half of a surrogate pair"),
            (#"{"a":"\u0000"}"#, "malformed JSON at byte 7: a NUL character"),
            ("{\"a\":\"\u{0}\"}", "malformed JSON at byte 7: a NUL character"),
            ("{\"a\":\"\t\"}", "malformed JSON at byte 7: a control character in a string must be escaped"),
            (#"{"a":"\u00g0"}"#, "malformed JSON at byte 11: expected four hexadecimal digits after \\u"),
            (#"{"a":1,"a":2}"#, #"malformed JSON at byte 8: the name "a" appears twice"#),
            (
                "{\"a\":" + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}",
                "malformed JSON at byte 37: lists and objects are nested more than 32 deep"
            ),
        ])
    func refusesMalformed(line: String, reason: String) async throws {
        let (report, _) = try await ingest(line)
        #expect(report.firstReasons.map(\.reason) == [reason])
        #expect(report.firstReasons.first?.field == nil)
        #expect(report.accepted == 0)
    }

    @Test("refuses broken UTF-8 and keeps a readable sample", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]])
    func refusesBrokenUTF8(bytes: [UInt8]) async throws {
        let line = Array(#"{"event_id":""#.utf8) + bytes + Array(#""}"#.utf8)
        let report = try await Ingester(store: MemorySink(), clock: { .testNow })
            .ingest(lines: line, kind: .events, source: "test")
        #expect(report.firstReasons.map(\.reason) == ["malformed JSON at byte 14: broken UTF-8 in a string"])
        #expect(report.firstReasons.first?.sample.contains("\u{FFFD}") == true)
    }

    @Test("refuses a line over 1 MiB, whatever is in it, and goes on behind it", arguments: [1 << 20, 3 << 20])
    func refusesLongLine(length: Int) async throws {
        let text = [eventLine(), String(repeating: "y", count: length + 1), eventLine(["event_id": "\"e2\""])]
            .joined(separator: "\n")
        let (report, sink) = try await ingest(text)
        #expect(sink.events.map(\.id) == ["e1", "e2"])
        #expect(report.firstReasons.map(\.line) == [2])
        #expect(report.firstReasons.map(\.reason) == ["expected a line of at most 1048576 bytes, got more"])
    }

    @Test("keeps every field as it was given")
    func keepsFields() async throws {
        let (_, sink) = try await ingest(
            eventLine([
                "event_type": "\"dwell\"", "campaign_id": "\"c1\"", "text": #""a \"b\" \ud83d\ude00 \u00e9\n/""#,
                "amount": "12.340", "dwell_seconds": "1.5e1", "label": "1", "country": "\"DE\"",
                "device": "\"ios\"",
                "properties": #"{"z":1.0,"a":[true,null,{"y":"é","x":123456789012345678901234567890}],"é":"\u0007"}"#,
            ]))
        #expect(
            sink.events == [
                Event(
                    id: "e1", time: Instant(seconds: 1_746_421_505), type: .dwell, userID: "u1", messageID: "m1",
                    campaignID: "c1", text: "a \"b\" 😀 é\n/", amount: 12.34, dwellSeconds: 15, label: 1, country: "DE",
                    device: .ios,
                    properties:
                        #"{"a":[true,null,{"x":123456789012345678901234567890,"y":"é"}],"z":1.0,"é":"\u0007"}"#)
            ])
    }

    @Test(
        "reads numbers exactly as the standard library does",
        arguments: [
            "0", "-0", "0.1", "0.30000000000000004", "123456789012.25", "9007199254740993", "1e-400", "5e-324",
            "1.7976931348623157e308", "0.000000000000000000000001", "99999999999999999999", "1234567.8901234567",
        ])
    func readsNumbers(literal: String) async throws {
        let (_, sink) = try await ingest(eventLine(["properties": "{\"n\":\(literal)}", "amount": literal]))
        if let expected = Double(literal), expected.isFinite, (0...1e12).contains(expected) {
            #expect(sink.events.first?.amount?.bitPattern == (expected == 0 ? 0.0 : expected).bitPattern)
            #expect(sink.events.first?.properties == "{\"n\":\(literal)}")
        } else {
            #expect(sink.events.isEmpty)
        }
    }

    @Test(
        "takes the types that need nothing more",
        arguments: [
            ["event_type": "\"session\"", "message_id": ""], ["event_type": "\"reply\""],
            ["event_type": "\"conversion\"", "message_id": "", "campaign_id": "\"c\""],
            ["event_type": "\"label\"", "message_id": "", "label": "0"],
            ["event_type": "\"message\"", "text": "\"hello\""], ["amount": "0"], ["amount": "null"],
            ["event_time": "\"2026-01-01T00:01:00Z\""],
        ])
    func takes(changes: [String: String]) async throws {
        let (report, _) = try await ingest(eventLine(changes))
        #expect(report.firstReasons == [])
        #expect(report.accepted == 1)
    }
}

import Domain
import Ingestion
import Records
import Testing

@Suite("CSV input")
struct CSVTests {
    private let header = "event_id,event_time,event_type,user_id,message_id,text,amount,properties\n"

    private func row(_ id: String, text: String = "", amount: String = "", properties: String = "") -> String {
        "\(id),2025-05-05T05:05:05Z,click,u1,m1,\(text),\(amount),\(properties)\n"
    }

    @Test("reads quotes, commas, newlines and doubled quotes inside values")
    func quoting() async throws {
        let text =
            header
            + row("e1", text: "\"a, \"\"b\"\"\nc\r\nd\"", amount: "1.50", properties: "\"{\"\"b\"\":1,\"\"a\"\":2}\"")
            + row("e2").replacing("\n", with: "\r\n") + "\n" + row("\"e3\"")
        let (report, sink) = try await ingest("\u{FEFF}" + text, format: .csv)
        #expect(report.firstReasons == [])
        #expect(sink.events.map(\.id) == ["e1", "e2", "e3"])
        #expect(sink.events.first?.text == "a, \"b\"\nc\r\nd")
        #expect(sink.events.first?.amount == 1.5)
        #expect(sink.events.first?.properties == #"{"a":2,"b":1}"#)
        #expect(sink.events.last?.text == nil)
    }

    @Test("reads lists separated by bars, and true and false")
    func lists() async throws {
        let (report, sink) = try await ingest(
            "message_id,text,campaign_ids,hidden\nm1,\"Tea, green\",a|b,true\nm2,Cake,,\n", kind: .messages,
            format: .csv)
        #expect(report.firstReasons == [])
        #expect(
            sink.messages == [
                Message(id: "m1", text: "Tea, green", campaignIDs: ["a", "b"], hidden: true),
                Message(id: "m2", text: "Cake"),
            ])
    }

    @Test(
        "refuses a row and keeps its neighbours",
        arguments: [
            ("e9,too,few", nil, "expected 8 values as in the header, got 3"),
            (
                "e9,2025-05-05T05:05:05Z,click,u1,m1,a\"b,,", nil,
                "malformed CSV at value 6: a quote inside a value without quotes"
            ),
            (
                "e9,2025-05-05T05:05:05Z,click,u1,m1,\"a\"b,,", nil,
                "malformed CSV at value 6: expected a comma after the closing quote"
            ),
            ("e9,2025-05-05T05:05:05Z,click,u1,m1,\"open,,", nil, "malformed CSV at value 6: a quote is not closed"),
            ("e9,2025-05-05T05:05:05Z,click,u1,m1,,12a,", "amount", "expected a number, got a string \"12a\""),
            ("e9,2025-05-05T05:05:05Z,click,u1,m1,,,[]", "properties", "expected an object, got a string \"[]\""),
            ("e9,2025-05-05T05:05:05Z,click,\"\",m1,,,", "user_id", "empty"),
            ("e9,2025-05-05T05:05:05Z,click,,m1,,,", "user_id", "missing"),
            ("e9,2025-05-05T05:05:05Z,click,u\u{0},m1,,,", nil, "malformed CSV at value 4: a NUL character"),
        ] as [(String, String?, String)])
    func refuses(line: String, field: String?, reason: String) async throws {
        let (report, sink) = try await ingest(header + row("e1") + line + "\n" + row("e2") + row("e3"), format: .csv)
        // A quote that is never closed takes in the rows behind it only until it turns out to be open.
        #expect(sink.events.map(\.id) == ["e1", "e2", "e3"])
        #expect(report.firstReasons.map(\.line) == [3])
        #expect(report.firstReasons.map(\.field) == [field])
        #expect(report.firstReasons.map(\.reason) == [reason])
    }

    @Test("two stray quotes cost their two lines and nothing between them")
    func strayQuotes() async throws {
        let text = header + row("e1", text: "5\"") + row("e2") + row("e3", text: "6\"") + row("e4")
        let (report, sink) = try await ingest(text, format: .csv)
        #expect(sink.events.map(\.id) == ["e2", "e4"])
        #expect(report.firstReasons.map(\.line) == [2, 4])
    }

    @Test(
        "refuses a file whose header is wrong, as a user's error",
        arguments: [
            ("", "expected a CSV header, got an empty file"),
            ("event_id,event_time,event_type\n", "the CSV header: the column user_id is missing"),
            ("event_id,event_time,event_type,user\n", "the CSV header: unknown field; did you mean user_id?: \"user\""),
            ("event_id,event_id\n", "the CSV header: \"event_id\" appears twice"),
        ])
    func refusesHeader(text: String, reason: String) async {
        await #expect(throws: IngestInputError(source: "test", reason: reason)) {
            _ = try await ingest(text, format: .csv)
        }
    }
}

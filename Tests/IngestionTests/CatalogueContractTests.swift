import Domain
import Ingestion
import Records
import Testing

@Suite("The contracts of the catalogue")
struct CatalogueContractTests {
    @Test("takes a whole message")
    func message() async throws {
        let (report, sink) = try await ingest(
            #"""
            {"message_id":"m","text":"Tea","campaign_ids":["b","a","b"],"created_at":"2024-01-02T03:04:05Z",
            "author_id":"u","hidden":true,"properties":{"b":1,"a":2}}
            """#.replacing("\n", with: ""), kind: .messages)
        #expect(report.firstReasons == [])
        #expect(
            sink.messages == [
                Message(
                    id: "m", text: "Tea", campaignIDs: ["b", "a"], createdAt: Instant(seconds: 1_704_164_645),
                    authorID: "u", hidden: true, properties: #"{"a":2,"b":1}"#)
            ])
    }

    @Test("takes a whole campaign")
    func campaign() async throws {
        let (report, sink) = try await ingest(
            #"""
            {"campaign_id":"c","name":"Spring","kind":"Type A","starts_at":"2024-01-02T00:00:00Z",
            "ends_at":"2024-01-02T00:00:00Z","countries":["DE","AT","DE"],"devices":["web"],"daily_cap":100,
            "per_user_cap":3,"pacing":"even","message_ids":["2","1","2"]}
            """#.replacing("\n", with: ""), kind: .campaigns)
        #expect(report.firstReasons == [])
        let day = Instant(seconds: 1_704_153_600)
        #expect(
            sink.campaigns == [
                Campaign(
                    id: "c", name: "Spring", kind: "Type A", startsAt: day, endsAt: day, countries: ["DE", "AT"],
                    devices: [.web], dailyCap: 100, perUserCap: 3, pacing: .even, messageIDs: ["2", "1"])
            ])
    }

    @Test(
        "refuses a message and names the field",
        arguments: [
            (#"{"text":"t"}"#, "message_id", "missing"),
            (#"{"message_id":"m"}"#, "text", "missing"),
            (#"{"message_id":"m","text":""}"#, "text", "empty"),
            (#"{"message_id":"m","text":"t","hidden":1}"#, "hidden", "expected true or false, got a number"),
            (
                #"{"message_id":"m","text":"t","campaign_ids":"c"}"#, "campaign_ids",
                "expected a list of strings, got a string \"c\""
            ),
            (
                #"{"message_id":"m","text":"t","campaign_ids":["c",1]}"#, "campaign_ids",
                "expected a list of strings, got a number in it"
            ),
            (#"{"message_id":"m","text":"t","campaign_ids":[""]}"#, "campaign_ids", "empty"),
            (
                #"{"message_id":"m","text":"t","campaigns":[]}"#, "campaigns",
                "unknown field; did you mean campaign_ids?"
            ),
        ])
    func refusesMessage(line: String, field: String, reason: String) async throws {
        let (report, _) = try await ingest(line, kind: .messages)
        #expect(report.firstReasons.map(\.field) == [field])
        #expect(report.firstReasons.map(\.reason) == [reason])
    }

    @Test(
        "refuses a campaign and names the field",
        arguments: [
            (#"{"name":"n"}"#, "campaign_id", "missing"),
            (#"{"campaign_id":"c"}"#, "name", "missing"),
            (
                #"{"campaign_id":"c","name":"n","starts_at":"2024-01-02T00:00:00Z","ends_at":"2024-01-01T00:00:00Z"}"#,
                "ends_at", "expected a time from starts_at (2024-01-02T00:00:00Z) on, got 2024-01-01T00:00:00Z"
            ),
            (
                #"{"campaign_id":"c","name":"n","countries":["EU"]}"#, "countries",
                "expected an ISO 3166-1 alpha-2 code such as DE, got \"EU\""
            ),
            (
                #"{"campaign_id":"c","name":"n","devices":["tv"]}"#, "devices",
                "expected ios, android or web, got \"tv\""
            ),
            (
                #"{"campaign_id":"c","name":"n","daily_cap":-1}"#, "daily_cap",
                "expected a whole number from 0 to 1000000000, got -1"
            ),
            (
                #"{"campaign_id":"c","name":"n","per_user_cap":1.5}"#, "per_user_cap",
                "expected a whole number from 0 to 1000000000, got 1.5"
            ),
            (#"{"campaign_id":"c","name":"n","pacing":"fast"}"#, "pacing", "expected asap or even, got \"fast\""),
        ])
    func refusesCampaign(line: String, field: String, reason: String) async throws {
        let (report, _) = try await ingest(line, kind: .campaigns)
        #expect(report.firstReasons.map(\.field) == [field])
        #expect(report.firstReasons.map(\.reason) == [reason])
    }

    @Test(
        "guesses the kind and the format from the name of a file",
        arguments: [
            ("Fixtures/complete-journey/campaigns.ndjson.gz", RecordKind.campaigns, InputFormat.ndjson),
            ("/messages/today.csv", .events, .csv), ("new-Messages.CSV.gz", .messages, .csv),
            ("message-events.jsonl", .events, .ndjson), ("x", .events, .ndjson),
        ])
    func guesses(path: String, kind: RecordKind, format: InputFormat) {
        #expect(RecordKind(guessedFromPath: path) == kind)
        #expect(InputFormat(guessedFromPath: path) == format)
    }
}

import Foundation
import Testing

/// Runs the real program in a folder of its own.
@Suite("The command line")
struct CommandLineTests {
    @Test("Help names every command")
    func help() throws {
        let result = try Program.run(["--help"])
        #expect(result.status == 0)
        for command in ["ingest", "index", "serve", "recommend", "explain", "report", "snapshots", "migrate"] {
            #expect(result.output.contains(command), "no \(command) in the help")
        }
    }

    @Test(
        "A mistake is named and ends with a status that is not 0",
        arguments: [
            (["recommend", "--limit", "many"], "limit"),
            (["index", "--as-of", "yesterday"], "as-of"),
            (["explain", "some-id", "--as-of", "yesterday"], "as-of"),
            (["snapshots", "verify", "no-such-snapshot"], "no-such-snapshot"),
            (["snapshots", "activate", "../../etc"], "../../etc"),
            (["recommend", "--user", "u"], "current"),
            (["report", "cache", "--hours", "0"], "hours"),
            (["serve", "--port", "70000"], "port"),
            (["ingest", "no-such-file.ndjson"], "no-such-file.ndjson"),
            (["migrate", "--database", "mysql://somewhere"], "postgresql"),
        ])
    func namesMistakes(arguments: [String], word: String) throws {
        let result = try Program.run(arguments)
        #expect(result.status != 0)
        #expect(result.errors.contains(word), "“\(result.errors)” does not name \(word)")
    }

    @Test("Events and catalogue records are ingested, refused lines are named, a second run changes nothing")
    func ingests() throws {
        let folder = try Program.folder()
        let good =
            #"{"event_id":"e1","event_time":"2024-01-01T00:00:00Z","event_type":"click","user_id":"u1","message_id":"m1"}"#
        let bad = #"{"event_id":"e2","event_time":"2024-01-01","event_type":"click","user_id":"u1","message_id":"m1"}"#
        try "\(good)\n\(bad)\n".write(toFile: folder + "/events.ndjson", atomically: true, encoding: .utf8)
        let first = try Program.run(["ingest", folder + "/events.ndjson"], home: folder)
        #expect(first.status == 0)
        #expect(first.output.contains("1 accepted, 0 duplicate, 0 late, 1 quarantined"))
        #expect(first.output.contains("line 2: event_time"))
        let second = try Program.run(["ingest", folder + "/events.ndjson"], home: folder)
        #expect(second.output.contains("0 accepted, 1 duplicate, 0 late, 1 quarantined"))
    }

    @Test("A migrated data base is up to date the second time")
    func migrates() throws {
        let folder = try Program.folder()
        #expect(try Program.run(["migrate"], home: folder).output.contains("applied 1"))
        #expect(try Program.run(["migrate"], home: folder).output.contains("up to date"))
    }

    @Test("A missing model is named")
    func namesMissingModel() throws {
        let folder = try Program.folder()
        let result = try Program.run(["index", "--model", folder + "/no-model"], home: folder)
        #expect(result.status != 0)
        #expect(result.errors.contains("no-model"))
    }
}

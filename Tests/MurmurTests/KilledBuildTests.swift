import Foundation
import TestWorld
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Kills real builds without warning and looks at what they leave.
@Suite("A build that is killed", .enabled(if: TestModel.isAvailable, "needs the embedding model"))
struct KilledBuildTests {
    @Test("SIGKILL at any moment leaves the previous snapshot current and whole, and the next build cleans up")
    func survivesKills() throws {
        let folder = try Program.folder()
        try Self.write(count: 400, to: folder + "/events.ndjson")
        let model = ["--model", TestModel.directory]
        #expect(try Program.run(["ingest", folder + "/events.ndjson"], home: folder).status == 0)
        let first = try Program.run(["index"] + model, home: folder)
        #expect(first.status == 0, "\(first.errors)")
        let link = folder + "/current"
        let before = try FileManager.default.destinationOfSymbolicLink(atPath: link)
        try Self.write(count: 900, to: folder + "/events.ndjson")
        #expect(try Program.run(["ingest", folder + "/events.ndjson"], home: folder).status == 0)
        var killed = 0
        for delay in stride(from: 0.02, through: 0.9, by: 0.08) {
            let process = try Program.prepared(["index"] + model, home: folder)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: delay)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let current = try FileManager.default.destinationOfSymbolicLink(atPath: link)
            #expect(try Program.run(["snapshots", "verify"], home: folder).status == 0)
            // A fast machine may finish before a late kill; then it published, whole, and there is nothing more to kill.
            guard current == before else { break }
            killed += 1
        }
        #expect(killed > 0)
        let last = try Program.run(["index"] + model, home: folder)
        #expect(last.status == 0, "\(last.errors)")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) != before)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/snapshots")
        #expect(names.allSatisfy { !$0.hasPrefix(".") }, "left behind: \(names)")
    }

    /// Writes a chat of `count` messages and as many replies.
    private static func write(count: Int, to path: String) throws {
        let lines = (0..<count).flatMap { index -> [String] in
            let day = index % 28 + 1
            let time = "2024-01-\(day < 10 ? "0" : "")\(day)T10:00:00Z"
            let text = "question number \(index) about topic \(index % 17)"
            let user = "user-\(index % 23)"
            return [
                #"{"event_id":"m\#(index)","event_time":"\#(time)","event_type":"message","user_id":"\#(user)","#
                    + #""message_id":"m\#(index)","text":"\#(text)"}"#,
                #"{"event_id":"r\#(index)","event_time":"\#(time)","event_type":"reply","user_id":"user-\#(index % 19)","#
                    + #""message_id":"m\#(index / 2)"}"#,
            ]
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
}

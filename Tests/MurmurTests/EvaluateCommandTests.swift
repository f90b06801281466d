import Foundation
import Testing

@Suite("murmur evaluate")
struct EvaluateCommandTests {
    private func files() throws -> (folder: String, all: String, train: String, test: String) {
        let folder = try Program.folder()
        let lines = (0..<40).flatMap { user in (0..<6).map { "u\(user) i\((user * $0 + $0 * $0) % 17) \(user + $0)" } }
        func write(_ name: String, _ lines: [String]) throws -> String {
            let path = "\(folder)/\(name)"
            try (["user item time"] + lines).joined(separator: "\n").write(
                toFile: path, atomically: true, encoding: .utf8)
            return path
        }
        return (
            folder, try write("all", lines), try write("train", Array(lines.prefix(200))),
            try write("test", Array(lines.suffix(40)))
        )
    }

    @Test(
        "divides one file and prints JSON with the protocol and the baselines",
        arguments: ["leave-one-out", "time:0.3", "random:0.25"])
    func split(split: String) throws {
        let files = try files()
        let result = try Program.run(
            ["evaluate", "--interactions", files.all, "--split", split, "--seed", "7", "--k", "5", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let described = try #require(object["protocol"] as? [String: Any])
        #expect(described["split"] as? String == split)
        #expect(described["seed"] as? Int == 7 && described["users"] as? Int == 40)
        let results = try #require(object["results"] as? [[String: Any]])
        #expect(results.contains { $0["name"] as? String == "popularity" })
        for result in results {
            for key in ["recall@10", "ndcg@5", "hit_rate@5", "coverage@5"] { #expect(result[key] is Double, "\(key)") }
        }
    }

    @Test("takes two files, and prints a table")
    func given() throws {
        let files = try files()
        let result = try Program.run(["evaluate", "--train", files.train, "--test", files.test])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("split given") && result.output.contains("popularity"))
        #expect(result.output.contains("200 train and 40 test"))
    }

    @Test(
        "names what is missing or contradicts itself",
        arguments: [
            (["--train", "a"], "--test"), (["--test", "a"], "--train"),
            (["--train", "a", "--test", "b", "--split", "time"], "--split"),
            (["--interactions", "a", "--train", "b"], "--interactions"), (["--interactions", "none"], "none"),
            (["--interactions", "a", "--as-of", "2026-11-21T00:00:00Z"], "--as-of"), (["--as-of", "soon"], "--as-of"),
            (["--interactions", "a", "--split", "half"], "half"), (["--interactions", "a", "--k", "0"], "--k"),
        ] as [([String], String)])
    func mistakes(arguments: [String], word: String) throws {
        let result = try Program.run(["evaluate"] + arguments)
        #expect(result.status != 0)
        #expect(result.errors.contains(word), "“\(result.errors)” does not name \(word)")
    }

    @Test("names file and line of a broken file")
    func broken() throws {
        let files = try files()
        let path = files.folder + "/broken"
        try "a x 1\nb y many\n".write(toFile: path, atomically: true, encoding: .utf8)
        let result = try Program.run(["evaluate", "--interactions", path])
        #expect(result.status != 0)
        #expect(result.errors.contains("line 2") && result.errors.contains("many"))
    }
}

import Foundation
import TestWorld
import Testing

@Suite("The commands that encode and measure")
struct BenchmarkCommandTests {
    /// Rows of floats as an `.fvecs` file: `count` of 4 values, spread by the golden ratio.
    private static func write(count: Int, from first: Int, to path: String) throws {
        var data = Data()
        for row in first..<first + count {
            withUnsafeBytes(of: Int32(4).littleEndian) { data.append(contentsOf: $0) }
            for column in 1...4 {
                let value = Float((Double(row * column) * 0.618_034).truncatingRemainder(dividingBy: 1))
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
        }
        try data.write(to: URL(fileURLWithPath: path))
    }

    @Test("Vectors are indexed and measured, as a table and as JSON", arguments: ["fp32", "int8"])
    func measuresVectors(precision: String) throws {
        let folder = try Program.folder()
        try Self.write(count: 2500, from: 0, to: folder + "/base.fvecs")
        try Self.write(count: 20, from: 2500, to: folder + "/queries.fvecs")
        let arguments = [
            "benchmark", "vectors", "--base", folder + "/base.fvecs", "--queries", folder + "/queries.fvecs",
            "--metric",
            "l2", "--precision", precision, "--threads", "2", "--m", "8", "--ef-construction", "60", "--ef", "10,100",
            "--repeats", "1",
        ]
        let table = try Program.run(arguments)
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("at recall 0.95"))
        let json = try Program.run(arguments + ["--json", "--filter-selectivity", "0.5"])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let curve = try #require(object["curve"] as? [[String: Any]])
        #expect(curve.compactMap { $0["ef_search"] as? Int } == [10, 100])
        #expect((curve.last?["recall"] as? Double ?? 0) > 0.95)
        #expect(object["precision"] as? String == precision)
        #expect(object["filter_selectivity"] != nil)
    }

    @Test("A graph is made up, built and asked, as a table and as JSON")
    func measuresGraph() throws {
        let arguments = [
            "benchmark", "graph", "--users", "200", "--messages", "300", "--campaigns", "5", "--edges", "4000",
            "--queries", "20", "--threads", "2",
        ]
        let table = try Program.run(arguments)
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("similar users"))
        let json = try Program.run(arguments + ["--json"])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["latencies"] as? [Any])?.count == 6)
        #expect(object["fan_out"] as? Int == 128)
    }

    @Test("Explanations are timed beside libxgboost's, whose values they are, as a table and as JSON")
    func measuresExplanations() throws {
        let arguments = [
            "benchmark", "shap", "--trees", "5", "--depth", "3", "--features", "6", "--rows", "3", "--repeats", "3",
        ]
        let table = try Program.run(arguments)
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("times libxgboost"))
        let json = try Program.run(arguments + ["--json"])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["trees"] as? Int == 5)
        #expect((object["greatest_difference"] as? Double ?? 1) < 1e-5)
    }

    @Test(
        "A mistake is named and ends with a status that is not 0",
        arguments: [
            (["benchmark", "vectors", "--base", "no.npy", "--queries", "no.npy", "--metric", "l2"], "no.npy"),
            (["benchmark", "vectors", "--base", "a", "--queries", "b", "--metric", "l3"], "metric"),
            (["benchmark", "vectors", "--base", "a", "--queries", "b", "--metric", "l2", "--ef", "10,x"], "ef"),
            (["benchmark", "vectors", "--base", "a", "--queries", "b", "--metric", "ip", "--k", "0"], "--k"),
            (["benchmark", "encoder", "--texts", "a", "--threads", "0"], "--threads"),
            (["encode", "no-such-file.txt", "--output", "o.npy", "--model", "no-model"], "no-model"),
            (["benchmark", "shap", "--depth", "17"], "--depth"),
            (["encode", "a.txt"], "output"),
        ])
    func namesMistakes(arguments: [String], word: String) throws {
        let result = try Program.run(arguments)
        #expect(result.status != 0)
        #expect(result.errors.contains(word), "“\(result.errors)” does not name \(word)")
    }

    @Test("Texts become rows of a NumPy file", .enabled(if: TestModel.isAvailable, "needs the embedding model"))
    func encodes() throws {
        let folder = try Program.folder()
        try "hello\n\ngood bye\n".write(toFile: folder + "/texts.txt", atomically: true, encoding: .utf8)
        let result = try Program.run([
            "encode", folder + "/texts.txt", "--output", folder + "/rows.npy", "--threads", "2", "--model",
            TestModel.directory,
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/rows.npy")).count == 128 + 3 * 384 * 4)
        let measured = try Program.run([
            "benchmark", "encoder", "--texts", folder + "/texts.txt", "--threads", "1", "--repeats", "1", "--json",
            "--model", TestModel.directory,
        ])
        for key in ["messages_per_cpu_second", "single_message_ms", "encoder_gflops", "mean_tokens"] {
            #expect(measured.output.contains("\"\(key)\""), "no \(key) in \(measured.output)\(measured.errors)")
        }
    }
}

import Foundation
import TestWorld
import Testing

extension BenchmarkCommandTests {
    @Test(
        "Texts are encoded in the precision that is asked for", .enabled(if: TestModel.isAvailable, "needs the model"))
    func encodesInPrecisions() throws {
        let folder = try Program.folder()
        let texts = folder + "/texts.txt"
        try "hello\nwhere is the nearest bank?\n".write(toFile: texts, atomically: true, encoding: .utf8)
        var files: [Data] = []
        for options in [[], ["--precision", "fp32"], ["--precision", "int8"]] {
            let output = "\(folder)/\(files.count).npy"
            let result = try Program.run(
                ["encode", texts, "--output", output, "--model", TestModel.directory] + options)
            #expect(result.status == 0, "\(result.errors)")
            files.append(try Data(contentsOf: URL(fileURLWithPath: output)))
        }
        #expect(files[0] == files[1])
        #expect(files[2].count == files[0].count)
        #expect(files[2] != files[0])
        let measured = try Program.run([
            "benchmark", "encoder", "--texts", texts, "--threads", "1", "--repeats", "1", "--json", "--precision",
            "int8",
            "--model", TestModel.directory,
        ])
        #expect(measured.output.contains("\"precision\" : \"int8\""), "\(measured.output)\(measured.errors)")
    }

    @Test("A precision that is not offered is refused, naming those that are")
    func unknownPrecision() throws {
        let result = try Program.run(["encode", "a.txt", "--output", "o.npy", "--precision", "int4"])
        #expect(result.status != 0)
        #expect(result.errors.contains("'fp32' and 'int8'"), "\(result.errors)")
    }
}

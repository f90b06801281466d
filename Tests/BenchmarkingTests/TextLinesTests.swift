import Benchmarking
import Testing

@Suite("Texts, one a line")
struct TextLinesTests {
    @Test(
        "Empty lines are texts too, and the last line's end begins none",
        arguments: [
            ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]), ("\n\n", ["", ""]),
            ("a\r\nb\r\n", ["a", "b"]), ("ä 🙂\n\r\n", ["ä 🙂", ""]), ("a\rb", ["a\rb"]),
        ] as [(String, [String])])
    func lines(text: String, lines: [String]) throws {
        #expect(try TextLines.read(InputFile(name: "t", bytes: Array(text.utf8))) == lines)
        #expect(try TextLines.read(InputFile(name: "t.gz", bytes: SampleFiles.gzip(Array(text.utf8)))) == lines)
    }

    @Test("A line that is not UTF-8 is named")
    func namesBadLine() {
        let error = SampleFiles.refusal {
            _ = try TextLines.read(InputFile(name: "t", bytes: Array("good\n".utf8) + [0xC3, 0x28]))
        }
        #expect(error == InputError(file: "t", offset: 5, reason: "line 2 is not UTF-8"))
    }
}

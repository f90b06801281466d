import ArgumentParser
import Benchmarking
import SemanticSearch

struct EncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Turn a file of texts into a NumPy file of unit vectors.",
        discussion: """
            One text a line (UTF-8, plain or .gz; an empty line is a text too); out come float32 rows in the same order. \
            The output appears whole or not at all.
            """)

    /// Texts encoded between two writes.
    private static let pieceSize = 4096

    @Argument(help: "The file of texts.") var file: String
    @Option(help: "The .npy file to write.") var output: String
    @OptionGroup var options: EncoderOptions

    func run() throws {
        let threads = try options.threading.count()
        let encoder = try options.open()
        let texts = try TextLines.read(path: file)
        let writer = try NumPyWriter(path: output, rows: texts.count, columns: encoder.dimension)
        let start = ResourceUse.wallSeconds()
        for first in stride(from: 0, to: texts.count, by: Self.pieceSize) {
            let piece = texts[first..<min(texts.count, first + Self.pieceSize)]
            try writer.append(try encoder.encode(Array(piece), threads: threads))
        }
        try writer.finish()
        let seconds = ResourceUse.wallSeconds() - start
        print("\(output): \(texts.count) × \(encoder.dimension) in \(Table.seconds(seconds))")
    }
}

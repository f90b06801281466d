import ArgumentParser
import Benchmarking
import SemanticSearch

struct BenchmarkEncoderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoder",
        abstract: "Messages a second and a CPU-second, one message alone, and the share of the BLAS's own speed.")

    @Option(help: "A file of texts, one a line, plain or .gz.") var texts: String
    @Option(help: "How often all texts are encoded; best and median are shown.") var repeats = 3
    @Flag(help: "Print one JSON object instead of a table.") var json = false
    @OptionGroup var options: EncoderOptions

    func validate() throws {
        guard (1...1000).contains(repeats) else {
            throw ValidationError("--repeats: expected 1 to 1000, got \(repeats)")
        }
    }

    func run() throws {
        let threads = try options.threading.count()
        let lines = try TextLines.read(path: texts)
        guard !lines.isEmpty else { throw ValidationError("\(texts): expected at least one text") }
        let report = try EncoderBenchmark(
            encoder: options.open(), precision: options.precision.rawValue, texts: lines, threads: threads,
            repeats: repeats
        ).run()
        if json { return try printJSON(report) }
        Self.show(report)
    }

    private static func show(_ report: EncoderReport) {
        var table = Table(["", "best", "median"], rightAligned: [1, 2])
        table.add([
            "messages a second", Table.decimal(report.messagesPerSecond, 1),
            Table.decimal(report.messagesPerSecondMedian, 1),
        ])
        table.add([
            "messages a CPU-second", Table.decimal(report.messagesPerCPUSecond, 1),
            Table.decimal(report.messagesPerCPUSecondMedian, 1),
        ])
        let mean = Table.decimal(report.meanTokens, 1)
        print("\(report.texts) texts, \(mean) tokens in the mean, \(report.threads) threads, \(report.precision)")
        print(table.text)
        let single = report.singleMessage
        print(
            "one message alone: min \(Table.decimal(single.min, 2)), p50 \(Table.decimal(single.p50, 2)), "
                + "p95 \(Table.decimal(single.p95, 2)) ms")
        let own = "\(Table.decimal(report.encoderGigaflops, 1)) GFLOP/s a core (\(report.kernel))"
        guard let sgemm = report.sgemmGigaflops, let share = report.shareOfSGEMM else {
            return print("encoding: \(own); no BLAS to compare with")
        }
        print(
            "encoding: \(own), \(Table.decimal(100 * share, 0)) % of the \(Table.decimal(sgemm, 1)) of \(report.blas)")
    }
}

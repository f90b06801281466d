import ArgumentParser
import Benchmarking
import SemanticSearch

struct BenchmarkVectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Build an index over vectors and measure recall, speed, time to build and memory.",
        discussion: """
            Reads .npy, .fvecs and idx-ubyte files, plain or .gz. Queries are timed on one thread; the true neighbours are \
            computed when no file of them is given.
            """)

    @Option(help: "The vectors to index.") var base: String
    @Option(help: "The vectors to search for.") var queries: String
    @Option(help: "The true neighbours of every query, nearest first (.ivecs or .npy); not used with a filter.")
    var truth: String?
    @Option(help: "The similarity: l2, ip or cosine.") var metric: MetricName
    @Option(help: "The neighbours asked for a query.") var k = 10
    @Option(
        help: """
            What the graph's walk compares: fp32, int8 with the best re-scored in fp32, or compact: int8 with the fp32 \
            vectors in a mapped file that is kept out of memory, so that each re-scored vector is read from the disk.
            """)
    var precision = VectorPrecision.fp32
    @Option(help: "The links of a node.") var m = 16
    @Option(help: "The beam that looks for a new node's neighbours.") var efConstruction = 200
    @Option(help: "The beams to measure, such as 10,16,24. (default: 10 to 400, until recall passes 0.998)")
    var ef: BeamWidths?
    @Option(help: "The share of vectors that a filter allows, above 0 and up to 1. (default: no filter)")
    var filterSelectivity: Double?
    @Option(help: "Use the first so many queries.") var limitQueries: Int?
    @Option(help: "How often each beam is timed; best and median are shown.") var repeats = 3
    @Flag(
        help:
            "After the build read one beam a line and answer each with a line of JSON, to measure in turn with others.")
    var interactive = false
    @Flag(help: "Print one JSON object instead of a table.") var json = false
    @OptionGroup var threading: ThreadOption

    func validate() throws {
        guard (1...4096).contains(k) else { throw ValidationError("--k: expected 1 to 4096, got \(k)") }
        guard (1...1000).contains(repeats) else {
            throw ValidationError("--repeats: expected 1 to 1000, got \(repeats)")
        }
        if let filterSelectivity, !(filterSelectivity > 0 && filterSelectivity <= 1) {
            throw ValidationError("--filter-selectivity: expected above 0 and up to 1, got \(filterSelectivity)")
        }
        if let limitQueries, limitQueries < 1 { throw ValidationError("--limit-queries: expected at least 1") }
    }

    func run() throws {
        let base = try VectorFile.vectors(path: base)
        let queries = try VectorFile.vectors(path: queries)
        let plan = VectorBenchmarkPlan(
            metric: metric.metric, k: k, precision: precision, threads: try threading.count(),
            parameters: HNSWParameters(m: m, efConstruction: efConstruction), selectivity: filterSelectivity,
            repeats: repeats)
        let benchmark = try VectorBenchmark(
            base: base, queries: (0..<min(queries.count, limitQueries ?? .max)).map { queries.row($0) },
            truth: truth.map { try VectorFile.ordinals(path: $0) }, plan: plan)
        if interactive { return try Self.answer(benchmark) }
        let curve = try benchmark.curve(
            beams: ef?.widths ?? VectorBenchmarkPlan.defaultBeams, enough: ef == nil ? 0.998 : 1)
        let report = benchmark.report(curve)
        if json { return try printJSON(report) }
        Self.show(report)
    }

    /// Answers the report of the build, and then each beam on standard input as it comes.
    private static func answer(_ benchmark: VectorBenchmark) throws {
        try printJSONLine(benchmark.report([]))
        while let line = readLine() {
            guard let efSearch = Int(line), efSearch >= 1 else {
                throw ValidationError("expected the width of a beam, got \"\(line)\"")
            }
            try printJSONLine(VectorReport.Point(benchmark.measure(efSearch: efSearch)))
        }
    }

    private static func show(_ report: VectorReport) {
        let build = report.build
        let megabytes = { (bytes: Int) in Table.decimal(Double(bytes) / 1e6, 1) }
        print(
            "\(build.count) × \(build.dimension), \(build.precision.rawValue): built in \(Table.seconds(build.buildSeconds))"
                + " (\(Table.decimal(build.buildCPUSeconds, 1)) CPU-seconds, \(build.threads) threads)")
        print(
            "index: \(megabytes(build.indexBytes)) MB (links \(megabytes(build.graphBytes)), codes "
                + "\(megabytes(build.codeBytes))"
                + (build.mappedBytes > 0 ? "" : ", vectors \(megabytes(build.vectorBytes))") + ")")
        if build.mappedBytes > 0 {
            let resident = report.mappedResidentBytes.map { ", at most \(megabytes($0)) MB of them in memory" } ?? ""
            print("on disk: vectors \(megabytes(build.mappedBytes)) MB\(resident)")
        }
        if let selectivity = report.selectivity { print("filter: allows \(Table.decimal(100 * selectivity, 2)) %") }
        var table = Table(
            ["beam", "recall", "queries a CPU-second", "median", "a second", "path"], rightAligned: [0, 1, 2, 3, 4])
        for point in report.curve {
            table.add([
                "\(point.efSearch)", Table.decimal(point.recall, 4), Table.decimal(point.qpsCPU, 0),
                Table.decimal(point.qpsCPUMedian, 0), Table.decimal(point.qps, 0), point.path,
            ])
        }
        print(table.text)
        for recall in VectorReport.recalls {
            let speeds = [false, true].map { report.speed(at: recall, median: $0) }
            let text = speeds.map { $0.map { Table.decimal($0, 0) } ?? "not reached" }
            print("at recall \(recall): \(text[0]) queries a CPU-second, median \(text[1])")
        }
        print("peak memory: \(megabytes(report.peakResidentBytes)) MB")
    }
}

/// The names of similarities that ANN benchmarks use.
enum MetricName: String, ExpressibleByArgument, CaseIterable {
    case l2
    case ip
    case cosine

    var metric: Metric {
        switch self {
        case .l2: .squaredL2
        case .ip: .innerProduct
        case .cosine: .cosine
        }
    }
}

/// Widths of the beam, separated by commas.
struct BeamWidths: ExpressibleByArgument {
    let widths: [Int]

    init?(argument: String) {
        let widths = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard !widths.isEmpty, widths.allSatisfy({ (1...1_000_000).contains($0) }) else { return nil }
        self.widths = widths
    }
}

extension VectorPrecision: ExpressibleByArgument {}

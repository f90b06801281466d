import ArgumentParser
import Benchmarking

struct BenchmarkShapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shap",
        abstract: "Time exact explanations of a forest trained on made-up rows, beside libxgboost's own.")

    @Option(help: "The number of trees.") var trees = 300
    @Option(help: "The greatest depth of a tree.") var depth = 6
    @Option(help: "The number of features.") var features = 40
    @Option(help: "The rows that one call explains.") var rows = 10
    @Option(help: "How often each is timed; best and median are shown.") var repeats = 200
    @Flag(help: "Print one JSON object instead of a table.") var json = false

    func validate() throws {
        for (name, value, range) in [
            ("trees", trees, 1...10_000), ("depth", depth, 1...16), ("features", features, 2...1000),
            ("rows", rows, 1...10_000), ("repeats", repeats, 1...100_000),
        ] where !range.contains(value) {
            throw ValidationError(
                "--\(name): expected \(range.lowerBound) to \(range.upperBound), got \(value)")
        }
    }

    func run() throws {
        let report = try ShapBenchmark(trees: trees, depth: depth, features: features, rows: rows, repeats: repeats)
            .run()
        if json { return try printJSON(report) }
        var table = Table(["\(report.rows) rows, CPU ms", "best", "median"], rightAligned: [1, 2])
        table.add([
            "murmur (\(report.kernel))", Table.decimal(report.milliseconds, 3),
            Table.decimal(report.millisecondsMedian, 3),
        ])
        table.add([
            "libxgboost", Table.decimal(report.libraryMilliseconds, 3),
            Table.decimal(report.libraryMillisecondsMedian, 3),
        ])
        print("\(report.trees) trees, \(report.leaves) leaves, \(report.features) features")
        print(table.text)
        print("one row alone: \(Table.decimal(report.singleRow, 3)) ms")
        print(
            "\(Table.decimal(report.ratio, 1)) times libxgboost (\(Table.decimal(report.ratioOfMedians, 1)) by medians)"
        )
    }
}

import ArgumentParser
import Benchmarking

struct BenchmarkGraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Build a synthetic graph and time everything that it answers, on one thread.",
        discussion: """
            Users have log-normal numbers of events and a taste for a few campaigns, campaigns have messages by a power \
            law. The walk over all edges is the yardstick of what the bounded forms still find.
            """)

    @Option(help: "Users.") var users = 100_000
    @Option(help: "Messages.") var messages = 1_000_000
    @Option(help: "Campaigns.") var campaigns = 500
    @Option(help: "Events.") var edges = 5_000_000
    @Option(help: "Questions of each kind.") var queries = 2000
    @Option(help: "The seed of the graph and the questions.") var seed: UInt64 = 1
    @Option(help: "The users to whom a walk may go from a message.") var fanOut = 128
    @Option(help: "The edges that one hop of a walk may take.") var steps = 20_000
    @Option(help: "The weights that each item method keeps of a message.") var rowLimit = 50
    @Flag(help: "Print one JSON object instead of a table.") var json = false
    @OptionGroup var threading: ThreadOption

    func validate() throws {
        for (name, value, most) in [
            ("users", users, 10_000_000), ("messages", messages, 10_000_000), ("campaigns", campaigns, 1_000_000),
            ("edges", edges, 100_000_000), ("queries", queries, 1_000_000), ("fan-out", fanOut, 1_000_000),
            ("steps", steps, 1_000_000_000), ("row-limit", rowLimit, 100_000),
        ] where !(1...most).contains(value) {
            throw ValidationError("--\(name): expected 1 to \(most), got \(value)")
        }
    }

    func run() throws {
        let plan = GraphBenchmarkPlan(
            users: users, messages: messages, campaigns: campaigns, edges: edges, queries: queries, seed: seed,
            threads: try threading.count(), fanOut: fanOut, steps: steps, rowLimit: rowLimit)
        let report = try GraphBenchmark(plan: plan).run()
        if json { return try printJSON(report) }
        Self.show(report)
    }

    private static func show(_ report: GraphReport) {
        print(
            "\(report.users) users, \(report.messages) messages, \(report.campaigns) campaigns, \(report.edges) edges; "
                + "fan-out \(report.fanOut), \(report.steps) steps a hop, \(report.rowLimit) weights a message, \(report.threads) threads build"
        )
        var parts = Table(["part", "built", "edges", "MB"], rightAligned: [1, 2, 3])
        for part in report.parts {
            parts.add([
                part.part, Table.seconds(part.seconds), "\(part.edges)", Table.decimal(Double(part.bytes) / 1e6, 1),
            ])
        }
        print(parts.text)
        var table = Table(["ms", "p50", "p90", "p99", "CPU p50", "p90", "p99"], rightAligned: [1, 2, 3, 4, 5, 6])
        for row in report.latencies {
            let times = [row.p50, row.p90, row.p99, row.p50CPU, row.p90CPU, row.p99CPU]
            table.add([row.question] + times.map { Table.decimal($0, 3) })
        }
        print(table.text)
        print(
            "of the 100 best of the walk over all edges: walk \(Table.decimal(100 * report.walkOverlap, 1)) %, "
                + "item rows \(Table.decimal(100 * report.rowOverlap, 1)) %")
        print("peak memory: \(Table.decimal(Double(report.peakResidentBytes) / 1e6, 1)) MB")
    }
}

import ArgumentParser
import Recommender
import Serving
import Snapshots

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what moved in a user's recommendations between two snapshots, and what moved it.",
        discussion: """
            Each snapshot answers at its own time. The change of every term is split: "events" is what the source says \
            differently of newer events, "model" a new forest, calibration or weight, "index" another embedding model or \
            graph method.
            """)

    @OptionGroup var settings: Settings
    @OptionGroup var options: RequestOptions
    @Option(help: "The earlier snapshot's id.") var from: String
    @Option(help: "The later snapshot's id; default: the current one.") var to: String?
    @Flag(help: "Print one JSON object instead of a table.") var json = false

    func run() async throws {
        guard options.request.text == nil else {
            throw ValidationError("--text: a diff compares what is known of a user; leave it out")
        }
        let earlier = RecommendationEngine(snapshot: try settings.snapshots.open(from))
        let later = RecommendationEngine(
            snapshot: try to.map { try settings.snapshots.open($0) } ?? settings.snapshots.openCurrent())
        let diff = try earlier.diff(options.request, to: later, queryVector: nil)
        if json { return try printJSON(diff) }
        print("from \(diff.from) to \(diff.to)\n")
        var table = Table(
            ["#", "was", "id", "score", "was", "events", "model", "index", "text"], rightAligned: [0, 1, 3, 4, 5, 6, 7])
        for item in diff.items {
            func sum(_ part: (RankingDiff.Move) -> Double) -> String {
                item.moves.isEmpty ? "–" : Table.decimal(item.moves.reduce(0) { $0 + part($1) }, 4)
            }
            table.add([
                item.toRank.map(String.init) ?? "–", item.fromRank.map(String.init) ?? "–", item.id,
                item.toScore.map { Table.decimal($0, 4) } ?? "–", item.fromScore.map { Table.decimal($0, 4) } ?? "–",
                sum(\.events), sum(\.model), sum(\.index), Table.cut(item.text, to: 50),
            ])
        }
        print(table.text)
        for item in diff.items {
            guard let reason = item.reason else { continue }
            print("\(item.id) is not in the \(item.toRank == nil ? "later" : "earlier") list: \(reason)")
        }
    }
}

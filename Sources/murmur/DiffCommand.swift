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
        print(RankingDiffText(diff: diff).text)
    }
}

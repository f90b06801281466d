import ArgumentParser
import Domain
import Indexing
internal import Logging
import SemanticSearch
import Snapshots

struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Build, validate and publish one snapshot from the log.",
        discussion: "Also writes analytics_report.json beside the snapshots.")

    @OptionGroup var settings: Settings
    @Option(help: "The build's \"now\", RFC 3339 in UTC. (default: just after the last event)") var asOf: String?
    @Flag(help: "Do nothing when the current snapshot was made from the same input.") var ifNeeded = false
    @Flag(help: "Print one JSON object instead of lines.") var json = false

    func run() async throws {
        let instant = try asOf.map { text in
            guard let instant = Instant(rfc3339: text) else {
                throw ValidationError("--as-of: expected a time like 2018-01-01T00:00:00Z, got \"\(text)\"")
            }
            return instant
        }
        let logger = try ProgramLog.start()
        let encoder = try SentenceEncoder.open(directory: settings.modelFolder)
        let threads = try settings.threadCount()
        let observer = StageDisplay(isSilent: json)
        let report = try await settings.withRecords { records in
            try await IndexingPipeline(
                records: records, store: settings.snapshots, encoder: encoder, configuration: IndexConfiguration(),
                threads: threads, observer: observer
            ).run(asOf: instant, onlyIfNeeded: ifNeeded)
        }
        if json {
            try printJSON(report)
        } else if report.built {
            print("published snapshot \(report.snapshotID) in \(Table.seconds(report.seconds))")
        } else {
            print("snapshot \(report.snapshotID) is up to date (\(Table.seconds(report.seconds)))")
        }
        logger.debug("index done")
    }
}

import ArgumentParser
import Domain
import Foundation
import Ingestion
internal import Records

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Read events or catalogue records (NDJSON, CSV, .gz) into the log.",
        discussion: """
            Lines that break the contract go to the quarantine with line number, field and reason; everything else is \
            kept. Reading a file again changes nothing.
            """)

    @OptionGroup var settings: Settings
    @Argument(help: "Files to read, in this order.") var files: [String]
    @Option(help: "What the files hold: events, messages or campaigns. (default: from the file's name, else events)")
    var kind: RecordKind?
    @Flag(help: "Print one JSON object instead of text.") var json = false

    func run() async throws {
        let reports = try await settings.withRecords { records in
            let ingester = Ingester(store: records, clock: { WallClock.now() })
            var reports: [(file: String, report: IngestReport)] = []
            for file in files {
                let report = try await ingester.ingest(path: file, kind: kind)
                reports.append((file, report))
                if !json { Self.show(report, file: file) }
            }
            return reports
        }
        if json { try Self.showJSON(reports) }
        if reports.contains(where: { $0.report.truncated != nil }) { throw ExitCode(65) }
    }

    private static func show(_ report: IngestReport, file: String) {
        print(
            "\(file): \(report.accepted) accepted, \(report.duplicate) duplicate, \(report.late) late, "
                + "\(report.quarantined) quarantined (\(Table.seconds(report.seconds)))")
        for line in report.firstReasons {
            print("  line \(line.line): \(line.field ?? "line"): \(line.reason)")
        }
        if report.quarantined > report.firstReasons.count {
            print("  … and \(report.quarantined - report.firstReasons.count) more in the quarantine")
        }
        if let truncated = report.truncated { printError("error: \(truncated)") }
    }

    private static func showJSON(_ reports: [(file: String, report: IngestReport)]) throws {
        struct Row: Encodable {
            let file: String
            let accepted, duplicate, late, quarantined: Int
            let truncated: String?
            let seconds: Double
        }
        try printJSON(
            reports.map {
                Row(
                    file: $0.file, accepted: $0.report.accepted, duplicate: $0.report.duplicate, late: $0.report.late,
                    quarantined: $0.report.quarantined, truncated: $0.report.truncated.map { "\($0)" },
                    seconds: $0.report.seconds)
            })
    }
}

extension RecordKind: ExpressibleByArgument {}

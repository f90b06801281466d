import ArgumentParser
internal import Domain
internal import SemanticSearch
import Snapshots

struct SnapshotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshots", abstract: "List, activate or verify published snapshots.",
        subcommands: [List.self, Activate.self, Verify.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The published snapshots, the newest first.")
        @OptionGroup var settings: Settings
        @Flag(help: "Print JSON instead of a table.") var json = false

        func run() throws {
            let snapshots = try settings.snapshots.list()
            if json {
                struct Row: Encodable {
                    let id: String
                    let asOf: String?
                    let current: Bool
                    let bytes: Int
                    let problem: String?

                    enum CodingKeys: String, CodingKey {
                        case id, current, bytes, problem
                        case asOf = "as_of"
                    }
                }
                return try printJSON(
                    snapshots.map {
                        Row(
                            id: $0.id, asOf: $0.asOf?.description, current: $0.isCurrent, bytes: $0.bytes,
                            problem: $0.problem)
                    })
            }
            guard !snapshots.isEmpty else { return print("no snapshots yet: run `murmur index`") }
            var table = Table(["", "id", "as of", "messages", "users", "MB", ""], rightAligned: [3, 4, 5])
            for snapshot in snapshots {
                table.add([
                    snapshot.isCurrent ? "*" : "", snapshot.id, snapshot.asOf?.description ?? "–",
                    snapshot.counts.map { "\($0.messages)" } ?? "–", snapshot.counts.map { "\($0.users)" } ?? "–",
                    Table.decimal(Double(snapshot.bytes) / 1e6, 1), snapshot.problem ?? "",
                ])
            }
            print(table.text)
        }
    }

    struct Activate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a published snapshot the current one; servers pick it up without a restart.")
        @OptionGroup var settings: Settings
        @Argument(help: "The snapshot's id.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            try settings.snapshots.activate(id)
            if json { return try printJSON(["current": id]) }
            print("current snapshot is now \(id)")
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every checksum, offset and ordinal of a snapshot.")
        @OptionGroup var settings: Settings
        @Argument(help: "The snapshot's id. (default: the current one)") var id: String?
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            guard let id = try id ?? settings.snapshots.currentID() else {
                throw ValidationError("there is no current snapshot: run `murmur index`")
            }
            let snapshot = try settings.snapshots.open(id, verifying: .checksums)
            let violations = snapshot.contents.index.graph.violations()
            guard violations.isEmpty else {
                throw ValidationError("\(id): the vector index is not sound: \(violations.joined(separator: "; "))")
            }
            if json {
                struct Result: Encodable {
                    let id: String
                    let files: [Manifest.FileRecord]
                }
                return try printJSON(Result(id: id, files: snapshot.manifest.files))
            }
            print("\(id): \(snapshot.manifest.files.count) files, checksums and contents are right")
        }
    }
}

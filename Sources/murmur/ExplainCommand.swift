import ArgumentParser
import Domain
import Serving

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show why items were recommended, and compute them again on their own snapshot.")

    @OptionGroup var settings: Settings
    @Argument(help: "The recommendation's id, from an answer.") var id: String
    @Option(help: "What \"now\" was: snapshot or system. [MURMUR_CLOCK, default: snapshot]") var clock: ClockPolicy?
    @Option(help: "Explain it as it would have been answered at this time, RFC 3339 in UTC, and show what moved.")
    var asOf: String?
    @Flag(help: "Print the kept explanation as JSON.") var json = false

    func run() async throws {
        let clock = try clock ?? Environment.choice("MURMUR_CLOCK") ?? .snapshot
        if let asOf { return try await explain(asOf: asOf, clock: clock) }
        let found = try await settings.withRecords { records in
            try await DirectRecommender(
                snapshots: settings.snapshots, records: records, modelDirectory: settings.modelFolder, clock: clock
            ).explain(id)
        }
        guard let found else { throw ValidationError("there is no recommendation \"\(id)\" in \(settings.homeFolder)") }
        if json { return print(String(decoding: found.json, as: UTF8.self)) }
        print(ExplanationText(found.explained.kept).text)
        print("")
        switch found.explained.agrees {
        case true?: print("computed again on snapshot \(found.explained.kept.snapshotID): the same, bit by bit")
        case false?:
            throw ValidationError(
                "computed again on snapshot \(found.explained.kept.snapshotID), the contributions differ")
        case nil: print("snapshot \(found.explained.kept.snapshotID) is gone: shown as it was kept")
        }
    }

    private func explain(asOf text: String, clock: ClockPolicy) async throws {
        guard let time = Instant(rfc3339: text) else {
            throw ValidationError("--as-of: expected a time like 2017-01-01T12:26:30Z, got \"\(text)\"")
        }
        let found = try await settings.withRecords { records in
            try await DirectRecommender(
                snapshots: settings.snapshots, records: records, modelDirectory: settings.modelFolder, clock: clock
            ).explain(id, asOf: time)
        }
        guard let found else { throw ValidationError("there is no recommendation \"\(id)\" in \(settings.homeFolder)") }
        if json { return print(String(decoding: found.json(), as: UTF8.self)) }
        print(ExplanationText(found.explanation).text + "\n")
        if found.agreesWithKept {
            return print("as of \(time), on snapshot \(found.explanation.snapshotID): the same as was kept, bit by bit")
        }
        print("as of \(time) it differs from what was kept:")
        print(
            found.moved.map { RankingDiffText(diff: $0, names: ("kept", "as-of")).text }
                ?? "snapshot \(found.keptSnapshotID), which made that, cannot be compared any more")
    }
}

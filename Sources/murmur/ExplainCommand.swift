import ArgumentParser
import Serving

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show why items were recommended, and compute them again on their own snapshot.")

    @OptionGroup var settings: Settings
    @Argument(help: "The recommendation's id, from an answer.") var id: String
    @Option(help: "What \"now\" was: snapshot or system. [MURMUR_CLOCK, default: snapshot]") var clock: ClockPolicy?
    @Flag(help: "Print the kept explanation as JSON.") var json = false

    func run() async throws {
        let clock = try clock ?? Environment.choice("MURMUR_CLOCK") ?? .snapshot
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
}

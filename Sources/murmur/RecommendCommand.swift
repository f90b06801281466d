import ArgumentParser
import Recommender
import Serving

struct RecommendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend",
        abstract: "Recommend messages or campaigns to a user, with contributions and reasons.")

    @OptionGroup var settings: Settings
    @OptionGroup var options: RequestOptions
    @Option(help: "What \"now\" is: snapshot or system. [MURMUR_CLOCK, default: snapshot]") var clock: ClockPolicy?
    @Flag(help: "Print what each contribution stands on.") var explain = false
    @Flag(help: "Print the answer as JSON, as the server would.") var json = false

    func run() async throws {
        let clock = try clock ?? Environment.choice("MURMUR_CLOCK") ?? .snapshot
        let query = RecommendationQuery(request: options.request, explain: explain ? .full : .summary)
        let answer = try await settings.withRecords { records in
            try await DirectRecommender(
                snapshots: settings.snapshots, records: records, modelDirectory: settings.modelFolder, clock: clock
            ).recommend(query)
        }
        if json { return print(String(decoding: answer.document.json(), as: UTF8.self)) }
        print(RecommendationText(answer.document).text)
        if explain { print("\n" + ExplanationText(answer.explanation).text) }
    }
}

extension ClockPolicy: ExpressibleByArgument {}

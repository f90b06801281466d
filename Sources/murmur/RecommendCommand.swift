import ArgumentParser
import Domain
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
    @Option(
        help: "Say why this message, or campaign with --target campaign, is not recommended, instead of recommending.")
    var whyNot: String?
    @Flag(help: "Say without which of the user's messages the top would be another, instead of recommending.")
    var counterfactual = false
    @Flag(help: "Print the answer as JSON, as the server would.") var json = false

    func validate() throws {
        if whyNot != nil, counterfactual { throw ValidationError("--why-not and --counterfactual ask two things") }
    }

    func run() async throws {
        let clock = try clock ?? Environment.choice("MURMUR_CLOCK") ?? .snapshot
        let query = RecommendationQuery(request: options.request, explain: explain ? .full : .summary)
        let answer = try await settings.withRecords { records -> DirectRecommender.Answer? in
            let recommender = DirectRecommender(
                snapshots: settings.snapshots, records: records, modelDirectory: settings.modelFolder, clock: clock)
            if let whyNot {
                try printWhyNot(
                    await recommender.whyNot(
                        WhyNotQuery(
                            subject: options.target == .campaign
                                ? .campaign(CampaignID(whyNot)) : .message(MessageID(whyNot)), query: query)))
            } else if counterfactual {
                let (found, bytes) = try await recommender.counterfactual(query)
                print(json ? String(decoding: bytes, as: UTF8.self) : CounterfactualText(found).text)
            } else {
                return try await recommender.recommend(query)
            }
            return nil
        }
        guard let answer else { return }
        if json { return print(String(decoding: answer.document.json(), as: UTF8.self)) }
        print(RecommendationText(answer.document).text)
        if explain { print("\n" + ExplanationText(answer.explanation).text) }
    }

    private func printWhyNot(_ document: WhyNotDocument) {
        print(json ? String(decoding: document.json(), as: UTF8.self) : WhyNotText(document.whyNot).text)
    }
}

extension ClockPolicy: ExpressibleByArgument {}

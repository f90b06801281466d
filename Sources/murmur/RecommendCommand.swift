import ArgumentParser
import Domain
import Recommender
import Serving

struct RecommendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend",
        abstract: "Recommend messages or campaigns to a user, with contributions and reasons.")

    @OptionGroup var settings: Settings
    @Option(help: "For whom; someone unknown gets what is popular.") var user: String?
    @Option(help: "A text to search by, instead of the user's profile.") var text: String?
    @Option(help: "A message to search by, instead of the user's profile.") var message: String?
    @Option(help: "How many items, 1 to 100.") var limit = 10
    @Option(help: "What to recommend: message or campaign.") var target = RecommendationTarget.message
    @Option(help: "Only messages of this campaign.") var campaign: String?
    @Option(help: "0 ranks by score alone, towards 1 by variety.") var diversity = 0.0
    @Option(help: "Leave out items that score less.") var minScore = 0.0
    @Flag(inversion: .prefixedNo, help: "Leave out what the user has already engaged with.") var excludeSeen = true
    @Option(help: "Ids never to return.") var exclude: [String] = []
    @Option(help: "What \"now\" is: snapshot or system. [MURMUR_CLOCK, default: snapshot]") var clock: ClockPolicy?
    @Flag(help: "Print what each contribution stands on.") var explain = false
    @Flag(help: "Print the answer as JSON, as the server would.") var json = false

    func run() async throws {
        let clock = try clock ?? Environment.choice("MURMUR_CLOCK") ?? .snapshot
        let query = RecommendationQuery(
            request: RecommendationRequest(
                userID: user.map { UserID($0) }, text: text, messageID: message.map { MessageID($0) }, limit: limit,
                target: target, campaignID: campaign.map { CampaignID($0) }, excludeSeen: excludeSeen,
                diversity: diversity, minimumScore: minScore, exclude: exclude),
            explain: explain ? .full : .summary)
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

extension RecommendationTarget: ExpressibleByArgument {}
extension ClockPolicy: ExpressibleByArgument {}

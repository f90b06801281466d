import ArgumentParser
import Domain
import Recommender

/// What a request for recommendations can say, as options.
struct RequestOptions: ParsableArguments {
    @Option(help: "For whom; someone unknown gets what is popular.") var user: String?
    @Option(help: "A text to search by, instead of the user's profile.") var text: String?
    @Option(help: "A message to search by, instead of the user's profile.") var message: String?
    @Option(help: "A message that a visitor has just engaged with, oldest first; may be repeated.")
    var session: [String] = []
    @Option(help: "How many items, 1 to 100.") var limit = 10
    @Option(help: "What to recommend: message or campaign.") var target = RecommendationTarget.message
    @Option(help: "Only messages of this campaign; may be repeated.") var campaign: [String] = []
    @Option(help: "0 ranks by score alone, towards 1 by variety.") var diversity = 0.0
    @Option(help: "Leave out items that score less.") var minScore = 0.0
    @Flag(inversion: .prefixedNo, help: "Leave out what the user has seen.") var excludeSeen = true
    @Option(help: "An event type that makes a message seen; may be repeated. [default: every engagement]")
    var seenType: [EventType] = []
    @Option(help: "How many days back an event makes a message seen. [default: any time]") var seenDays: Int?
    @Option(help: "The greatest part of the list from one campaign, above 0, at most 1.") var campaignShare: Double?
    @Option(help: "A campaign whose items are lifted; may be repeated.") var promote: [String] = []
    @Option(help: "What is added to the score of a lifted item, above 0, at most 1.")
    var promoteWeight = Promotion.defaultWeight
    @Option(help: "The greatest part of the list that lifted items may be, 0 to 1.")
    var promoteShare = Promotion.defaultMaximumShare
    @Option(help: "Ids never to return.") var exclude: [String] = []
    @Option(help: "The visitor's country, two letters, for campaigns that are limited to some.") var country: String?
    @Option(help: "The visitor's device, for campaigns that are limited to some.") var device: Device?

    var request: RecommendationRequest {
        RecommendationRequest(
            userID: user.map { UserID($0) }, text: text, messageID: message.map { MessageID($0) },
            session: session.map { MessageID($0) }, limit: limit, target: target,
            campaignIDs: campaign.map { CampaignID($0) }, excludeSeen: excludeSeen,
            seenTypes: seenType.isEmpty ? nil : seenType, seenDays: seenDays, diversity: diversity,
            minimumScore: minScore, campaignShare: campaignShare,
            promotion: promote.isEmpty
                ? nil
                : Promotion(
                    campaignIDs: promote.map { CampaignID($0) }, weight: promoteWeight, maximumShare: promoteShare),
            exclude: exclude, country: country, device: device)
    }
}

extension RecommendationTarget: ExpressibleByArgument {}
extension EventType: ExpressibleByArgument {}
extension Device: ExpressibleByArgument {}

package import Domain
internal import Graph
internal import Snapshots

/// A user whom the graph finds near a message, a campaign or another user.
package struct FoundUser: Sendable, Equatable {
    package let id: UserID
    /// The weight of the walks that end at the user, above 0; comparable within one answer.
    package let score: Double
    /// The messages of the user that the walks lead through, the heaviest first, at most three.
    package let through: [MessageLink]
}

/// Who should see something, and who is alike: the graph asked the other way round.
extension RecommendationEngine {
    private static let linksShown = 3

    /// The users to whom a message leads by way of others who engaged with it, best first.
    ///
    /// - Parameter includesEngaged: whether those who engaged with it already are listed, too.
    /// - Throws: `RecommendationError.unknownMessage`.
    package func audience(
        ofMessage id: MessageID, limit: Int, includesEngaged: Bool = false
    ) throws -> [FoundUser] {
        guard let message = catalogue.messageOrdinal(id) else {
            throw RecommendationError.unknownMessage(parameter: "id", id: id.rawValue)
        }
        let graph = snapshot.contents.graph
        return found(graph.audience(ofMessage: message), limit: limit) {
            !includesEngaged && graph.hasEngaged(user: $0, message: message)
        }
    }

    /// The users to whom the messages of a campaign lead, best first.
    ///
    /// - Parameter includesEngaged: whether those who engaged with a message of it already are listed, too.
    /// - Throws: `RecommendationError.unknownCampaign`.
    package func audience(
        ofCampaign id: CampaignID, limit: Int, includesEngaged: Bool = false
    ) throws -> [FoundUser] {
        guard let campaign = catalogue.campaignOrdinal(id) else {
            throw RecommendationError.unknownCampaign(parameter: "id", id: id.rawValue)
        }
        let graph = snapshot.contents.graph
        let members = graph.messages(ofCampaign: campaign)
        return found(graph.audience(ofCampaign: campaign), limit: limit) { user in
            !includesEngaged && members.contains { graph.hasEngaged(user: user, message: $0) }
        }
    }

    /// The users who share messages with a user, the most alike first.
    ///
    /// - Throws: `RecommendationError.unknownUser`.
    package func similarUsers(to id: UserID, limit: Int) throws -> [FoundUser] {
        guard let user = catalogue.userOrdinal(id) else {
            throw RecommendationError.unknownUser(parameter: "id", id: id.rawValue)
        }
        return found(snapshot.contents.graph.similarUsers(to: user), limit: limit) { $0 == user }
    }

    private func found(_ scores: UserScores, limit: Int, excluding: (Int32) -> Bool) -> [FoundUser] {
        scores.top(limit, excluding: excluding).map { user, score in
            FoundUser(
                id: catalogue.userID(user), score: score,
                through: scores.paths(to: user, limit: Self.linksShown).map { path in
                    MessageLink(
                        messageID: catalogue.messageID(path.throughMessage),
                        text: catalogue.text(ofMessage: path.throughMessage), share: path.share)
                })
        }
    }
}

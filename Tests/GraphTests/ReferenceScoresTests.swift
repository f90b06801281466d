import Domain
import Foundation
import Graph
import Testing

@Suite("RP3β by a reference implementation")
struct ReferenceScoresTests {
    /// Who touched what, all at the same time.
    static let matrix: [[Int]] = [
        [1, 1, 0, 0, 1, 0, 0],
        [1, 0, 1, 0, 0, 0, 0],
        [0, 1, 1, 1, 0, 0, 0],
        [0, 0, 0, 1, 1, 1, 0],
        [1, 1, 1, 1, 0, 1, 0],
        [0, 0, 0, 0, 0, 1, 0],
    ]

    /// Scores of the untouched messages by numpy and scipy, α 0.6 and β 0.5, with each seed of mass 1.
    static let scores: [[Int32: Double]] = [
        [2: 0.5789377116381778, 3: 0.5789377116381778, 5: 0.42445002604752124, 6: 0],
        [1: 0.536388017981537, 3: 0.38190033239088045, 4: 0.18920800062031287, 5: 0.2274126468002239, 6: 0],
        [0: 0.6926440350382898, 4: 0.37841600124062574, 5: 0.4956066557909924, 6: 0],
        [0: 0.42445002604752124, 1: 0.5789377116381779, 2: 0.38190033239088045, 6: 0],
        [4: 0.7568320024812515, 6: 0],
        [
            0: 0.11370632340011196, 1: 0.11370632340011196, 2: 0.11370632340011196, 3: 0.2681940089907685,
            4: 0.18920800062031287, 6: 0,
        ],
    ]

    @Test("gives the same scores", arguments: Array(scores.indices))
    func golden(user: Int) throws {
        let pairs = Self.matrix.indices.flatMap { user in
            Self.matrix[user].indices.filter { Self.matrix[user][$0] == 1 }.map { (Int32(user), Int32($0)) }
        }
        let interactions = try Interactions(
            userCount: 6, messageCount: 7, campaignCount: 0, users: pairs.map(\.0), messages: pairs.map(\.1),
            campaigns: pairs.map { _ in -1 }, times: pairs.map { _ in 0 }, types: pairs.map { _ in .click },
            amounts: pairs.map { _ in .nan })
        let graph = EngagementGraph.build(
            interactions: interactions, messageCampaigns: Array(repeating: [], count: 7), asOf: Instant(seconds: 60),
            parameters: GraphParameters(alpha: 0.6, beta: 0.5))
        let walk = graph.walk(from: Int32(user))
        // The walk begins with the powered share of each of the user's messages, all equal here.
        let first = pow(1 / Double(graph.userHistory(Int32(user)).count), 0.6)
        for (message, expected) in Self.scores[user] {
            #expect(close(walk.score(of: message), expected * first, tolerance: 1e-6))
        }
    }
}

import Domain
import Foundation
import Graph
import Testing

@Suite("The users that a walk arrives at")
struct UserScoresTests {
    static let parameterSets = [
        GraphParameters(), GraphParameters(alpha: 1, beta: 0, maximumFanOut: 4), GraphParameters(maximumFanOut: 2),
        GraphParameters(maximumSteps: 12), GraphParameters(maximumFanOut: 5, maximumSteps: 40),
    ]

    /// Checks scores, order and paths against masses of messages before the last hop.
    private func check(
        _ scores: UserScores, of graph: EngagementGraph, masses: [Double], twin: DenseTwin, excluding: Int? = nil
    ) {
        let out = twin.steps.out
        let masses = twin.followed(masses, out)
        var expected = twin.users(from: masses)
        for user in expected.indices {
            let degree = twin.weights[user].count { $0 > 0 }
            expected[user] *= user == excluding ? 0 : pow(Double(max(1, degree)), -twin.parameters.beta)
            #expect(close(scores.score(of: Int32(user)), expected[user]))
            let paths = scores.paths(to: Int32(user), limit: .max)
            let through = user == excluding ? [] : masses.indices.filter { masses[$0] * out[$0][user] > 0 }
            #expect(paths.map(\.throughMessage).sorted() == through.map(Int32.init))
            #expect(paths.map(\.weight) == paths.map(\.weight).sorted(by: >))
            #expect(close(paths.reduce(0) { $0 + $1.weight }, scores.score(of: Int32(user)), tolerance: 1e-12))
            #expect(paths.isEmpty || close(paths.reduce(0) { $0 + $1.share }, 1, tolerance: 1e-12))
            #expect(scores.paths(to: Int32(user), limit: 2) == Array(paths.prefix(2)))
        }
        #expect(scores.reachedCount == expected.count { $0 > 0 })
        let ranking = expected.indices.filter { expected[$0] > 0 }.map(Int32.init)
            .sorted { (-scores.score(of: $0), $0) < (-scores.score(of: $1), $1) }
        #expect(scores.top(.max).map(\.user) == ranking)
        #expect(scores.top(3) { $0 % 2 == 0 }.map(\.user) == Array(ranking.filter { $0 % 2 != 0 }.prefix(3)))
    }

    @Test("are those who share messages with a user", arguments: UInt64(1)...4, parameterSets)
    func similarUsers(seed: UInt64, parameters: GraphParameters) throws {
        let world = try RandomWorld(seed: seed)
        let (graph, twin) = (world.graph(parameters), DenseTwin(world, parameters))
        for user in 0..<twin.userCount {
            let masses = (0..<twin.messageCount).map { twin.userToMessage(user, $0) }
            check(graph.similarUsers(to: Int32(user)), of: graph, masses: masses, twin: twin, excluding: user)
        }
    }

    @Test("are the audience of a message", arguments: UInt64(1)...4, parameterSets)
    func audienceOfMessage(seed: UInt64, parameters: GraphParameters) throws {
        let world = try RandomWorld(seed: seed)
        let (graph, twin) = (world.graph(parameters), DenseTwin(world, parameters))
        for message in 0..<twin.messageCount {
            let first = (0..<twin.messageCount).map { $0 == message ? 1.0 : 0 }
            let masses = twin.messages(from: twin.users(from: first))
            let audience = graph.audience(ofMessage: Int32(message))
            check(audience, of: graph, masses: masses, twin: twin)
            let fresh = audience.top(.max) { graph.hasEngaged(user: $0, message: Int32(message)) }
            #expect(fresh.allSatisfy { twin.weights[Int($0.user)][message] == 0 })
        }
    }

    @Test("are the audience of a campaign, by its messages", arguments: UInt64(1)...4, parameterSets)
    func audienceOfCampaign(seed: UInt64, parameters: GraphParameters) throws {
        let world = try RandomWorld(seed: seed)
        let (graph, twin) = (world.graph(parameters), DenseTwin(world, parameters))
        for campaign in 0..<Int32(graph.campaignCount) {
            let members = (0..<twin.messageCount)
                .filter { world.messageCampaigns[$0].contains(campaign) && graph.popularity(ofMessage: Int32($0)) > 0 }
                .sorted {
                    (-graph.popularity(ofMessage: Int32($0)), $0) < (-graph.popularity(ofMessage: Int32($1)), $1)
                }
                .prefix(parameters.maximumFanOut)
            let total = members.reduce(0) { $0 + graph.popularity(ofMessage: Int32($1)) }
            var first = Array(repeating: 0.0, count: twin.messageCount)
            for member in members {
                first[member] = pow(graph.popularity(ofMessage: Int32(member)) / total, parameters.alpha)
            }
            let masses = twin.messages(from: twin.users(from: first))
            check(graph.audience(ofCampaign: campaign), of: graph, masses: masses, twin: twin)
        }
    }

    @Test("are the audience of a message where a hop leaves most out", arguments: UInt64(1)...3, [60, 200])
    func audienceOfMany(seed: UInt64, steps: Int) throws {
        let parameters = GraphParameters(maximumSteps: steps)
        let world = try RandomWorld(seed: seed, users: 150, messages: 120, events: 2500)
        let (graph, twin) = (world.graph(parameters), DenseTwin(world, parameters))
        for message in stride(from: 0, to: twin.messageCount, by: 11) {
            let first = (0..<twin.messageCount).map { $0 == message ? 1.0 : 0 }
            let masses = twin.messages(from: twin.users(from: first))
            check(graph.audience(ofMessage: Int32(message)), of: graph, masses: masses, twin: twin)
        }
    }

    @Test("leave clean memory to the next walk")
    func reuse() throws {
        let graph = try RandomWorld(seed: 7).graph()
        let before = graph.walk(from: 1).top(.max)
        for message in 0..<Int32(graph.messageCount) { _ = graph.audience(ofMessage: message).top(1) }
        for user in 0..<Int32(graph.userCount) { _ = graph.similarUsers(to: user).top(1) }
        let after = graph.walk(from: 1).top(.max)
        #expect(before.map(\.message) == after.map(\.message))
        #expect(before.map(\.score) == after.map(\.score))
    }
}

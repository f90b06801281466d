import Domain
import Foundation
import Graph
import Testing

@Suite("A walk over the graph")
struct GraphWalkTests {
    static let parameterSets = [
        GraphParameters(), GraphParameters(alpha: 1, beta: 0), GraphParameters(alpha: 0, beta: 1, halfLifeDays: 7),
        GraphParameters(alpha: 1.7, beta: 0.3, halfLifeDays: 1000, eventWeights: [.click: 1, .transaction: 10]),
        GraphParameters(maximumFanOut: 1), GraphParameters(beta: 0.2, maximumFanOut: 3),
        GraphParameters(maximumSteps: 1), GraphParameters(maximumSteps: 20),
        GraphParameters(maximumFanOut: 4, maximumSteps: 40),
        GraphParameters(eventWeights: [.click: 1, .like: 3, .impression: -0.5, .label: -4]),
    ]

    @Test("scores every message as the dense matrices do", arguments: UInt64(1)...8, parameterSets)
    func scores(seed: UInt64, parameters: GraphParameters) throws {
        let world = try RandomWorld(seed: seed)
        let graph = world.graph(parameters)
        let twin = DenseTwin(world, parameters)
        for user in 0..<twin.userCount {
            let walk = graph.walk(from: Int32(user))
            let expected = twin.scores(from: twin.seeds(of: user), excluding: user)
            #expect(walk.reachedCount == expected.count { $0 > 0 })
            for message in 0..<twin.messageCount {
                #expect(close(walk.score(of: Int32(message)), expected[message]))
            }
        }
    }

    @Test(
        "lists all paths, heaviest first, and their weights sum to the score", arguments: UInt64(1)...6,
        [GraphParameters(), GraphParameters(maximumFanOut: 3), GraphParameters(maximumSteps: 25)])
    func paths(seed: UInt64, parameters: GraphParameters) throws {
        let world = try RandomWorld(seed: seed)
        let graph = world.graph(parameters)
        let twin = DenseTwin(world, parameters)
        for user in 0..<twin.userCount {
            let walk = graph.walk(from: Int32(user))
            let brute = twin.allPaths(from: twin.seeds(of: user), excluding: user)
            for message in 0..<twin.messageCount {
                let expected = brute.filter { $0.target == message }.sorted { $0.weight > $1.weight }
                let paths = walk.paths(to: Int32(message), limit: .max)
                #expect(paths.count == expected.count)
                #expect(
                    Set(paths.map { [Int($0.throughMessage), Int($0.throughUser)] })
                        == Set(expected.map { [$0.seed, $0.user] }))
                for (path, twin) in zip(paths, expected) { #expect(close(path.weight, twin.weight)) }
                let sum = paths.reduce(0) { $0 + $1.weight }
                #expect(close(sum, walk.score(of: Int32(message)), tolerance: 1e-12))
                #expect(paths.isEmpty || close(paths.reduce(0) { $0 + $1.share }, 1, tolerance: 1e-12))
                #expect(walk.supportingUserCount(of: Int32(message)) == Set(expected.map(\.user)).count)
                // A limit keeps the first of the full ranking, although the search then stops early.
                for limit in [0, 1, 3] {
                    #expect(walk.paths(to: Int32(message), limit: limit) == Array(paths.prefix(limit)))
                }
            }
        }
    }

    @Test("takes no path through the walker", arguments: UInt64(1)...4)
    func noSelf(seed: UInt64) throws {
        let graph = try RandomWorld(seed: seed).graph()
        for user in 0..<Int32(graph.userCount) {
            let walk = graph.walk(from: user)
            for message in 0..<Int32(graph.messageCount) {
                #expect(!walk.paths(to: message, limit: .max).contains { $0.throughUser == user })
            }
        }
    }

    @Test("reaches nothing for a user whom nobody resembles")
    func lonely() throws {
        let interactions = try Interactions(
            userCount: 2, messageCount: 2, campaignCount: 0, users: [0, 1], messages: [0, 1], campaigns: [-1, -1],
            times: [0, 0], types: [.click, .click], amounts: [.nan, .nan])
        let graph = EngagementGraph.build(
            interactions: interactions, messageCampaigns: [[], []], asOf: Instant(seconds: 1),
            parameters: GraphParameters())
        #expect(graph.walk(from: 0).top(10).isEmpty)
    }

    @Test("takes the first of all scores by score and ordinal, and asks before it takes", arguments: UInt64(1)...6)
    func top(seed: UInt64) throws {
        let graph = try RandomWorld(seed: seed, users: 30, messages: 60, events: 500).graph()
        for user in 0..<Int32(graph.userCount) {
            let walk = graph.walk(from: user)
            var ranking: [(message: Int32, score: Double)] = []
            for message in 0..<Int32(graph.messageCount) where walk.score(of: message) > 0 {
                ranking.append((message, walk.score(of: message)))
            }
            ranking.sort { $0.score != $1.score ? $0.score > $1.score : $0.message < $1.message }
            for limit in [0, 1, 7, 1000] {
                let top = walk.top(limit)
                #expect(top.map(\.message) == ranking.prefix(limit).map(\.message))
                #expect(top.map(\.score) == ranking.prefix(limit).map(\.score))
                let unseen = walk.top(limit) { graph.hasEngaged(user: user, message: $0) }
                let expected = ranking.filter { !graph.hasEngaged(user: user, message: $0.message) }.prefix(limit)
                #expect(unseen.map(\.message) == expected.map(\.message))
            }
        }
    }

    @Test("from a session adds up repeated messages and leaves out what the graph does not know")
    func sessions() throws {
        let world = try RandomWorld(seed: 5)
        let graph = world.graph()
        let twin = DenseTwin(world)
        let session: [(message: Int32, weight: Double)] = [
            (3, 1), (0, 2), (3, 0.5), (-1, 4), (1000, 4), (1, .nan), (2, 0), (4, -1), (5, .infinity),
        ]
        let walk = graph.walk(from: session)
        let alpha = graph.parameters.alpha
        let expected = twin.scores(
            from: [(0, pow(2 / 3.5, alpha)), (3, pow(1.5 / 3.5, alpha))], excluding: nil)
        for message in 0..<twin.messageCount {
            #expect(close(walk.score(of: Int32(message)), expected[message]))
        }
        #expect(graph.walk(from: [(message: 3, weight: 1e308), (message: 0, weight: 1e308)]).reachedCount > 0)
        #expect(graph.walk(from: []).reachedCount == 0)
    }

    @Test(
        "scores a campaign by its messages, which share their score between their campaigns", arguments: UInt64(1)...5)
    func campaigns(seed: UInt64) throws {
        let world = try RandomWorld(seed: seed)
        let graph = world.graph()
        for user in 0..<Int32(graph.userCount) {
            let walk = graph.walk(from: user)
            for campaign in 0..<Int32(graph.campaignCount) {
                let members = (0..<graph.messageCount).filter { world.messageCampaigns[$0].contains(campaign) }
                let expected = members.reduce(0.0) {
                    $0 + walk.score(of: Int32($1)) / Double(world.messageCampaigns[$1].count)
                        / pow(Double(members.count), graph.parameters.beta)
                }
                let score = walk.campaignScore(of: campaign)
                #expect(close(score, expected, tolerance: 1e-12))
                let evidence = walk.campaignEvidence(of: campaign, limit: .max)
                #expect(close(evidence.reduce(0) { $0 + $1.weight }, score, tolerance: 1e-12))
                #expect(evidence.map(\.weight) == evidence.map(\.weight).sorted(by: >))
                #expect(walk.campaignEvidence(of: campaign, limit: 2) == Array(evidence.prefix(2)))
            }
        }
    }

    @Test("gives the same bits again, alone or beside others")
    func determinism() async throws {
        let world = try RandomWorld(seed: 9, users: 40, messages: 100, events: 2000)
        let graph = world.graph()
        let again = world.graph()
        let alone = (0..<Int32(graph.userCount)).map { user in
            (0..<Int32(graph.messageCount)).map { again.walk(from: user).score(of: $0) }
        }
        await withTaskGroup(of: Bool.self) { group in
            for round in 0..<200 {
                let user = Int32(round % graph.userCount)
                let expected = alone[Int(user)]
                group.addTask {
                    let walk = graph.walk(from: user)
                    return expected.indices.allSatisfy { walk.score(of: Int32($0)) == expected[$0] }
                }
            }
            for await equal in group { #expect(equal) }
        }
    }
}

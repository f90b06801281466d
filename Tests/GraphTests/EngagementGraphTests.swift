import Columns
import Domain
import Graph
import Testing

@Suite("The engagement graph")
struct EngagementGraphTests {
    @Test("holds, for every pair, the decayed weight that the events add up to", arguments: UInt64(1)...12)
    func weights(seed: UInt64) throws {
        let world = try RandomWorld(seed: seed)
        let graph = world.graph()
        let twin = DenseTwin(world)
        var edges = 0
        for user in 0..<twin.userCount {
            for message in 0..<twin.messageCount {
                let expected = twin.weights[user][message]
                #expect(close(graph.weight(user: Int32(user), message: Int32(message)), expected))
                #expect(graph.hasEngaged(user: Int32(user), message: Int32(message)) == (expected > 0))
                edges += expected > 0 ? 1 : 0
            }
            let history = graph.userHistory(Int32(user))
            #expect(Set(history.map(\.message)).count == history.count)
            #expect(history.count == twin.weights[user].count { $0 > 0 })
            for (first, second) in zip(history, history.dropFirst()) {
                #expect(
                    first.weight > second.weight
                        || (first.weight == second.weight && first.message < second.message))
            }
        }
        #expect(graph.edgeCount == edges)
    }

    @Test("keeps what speaks against a message apart from edges, and knows it", arguments: UInt64(1)...8)
    func rejections(seed: UInt64) throws {
        let parameters = GraphParameters(
            halfLifeDays: 50, eventWeights: [.click: 1, .like: 3, .view: 0.5, .impression: 0, .label: -2, .dwell: -1])
        let world = try RandomWorld(seed: seed)
        let graph = world.graph(parameters)
        let twin = DenseTwin(world, parameters)
        var rejections = 0
        for user in 0..<twin.userCount {
            for message in 0..<twin.messageCount {
                let (weight, against) = (twin.weights[user][message], twin.against[user][message])
                let isRejected = weight <= 0 && against < 0
                let (who, what) = (Int32(user), Int32(message))
                #expect(graph.hasRejected(user: who, message: what) == isRejected)
                #expect(graph.hasEngaged(user: who, message: what) == (weight > 0 || isRejected))
                #expect(close(graph.weight(user: who, message: what), weight, tolerance: 1e-4))
                rejections += isRejected ? 1 : 0
            }
            #expect(graph.userHistory(Int32(user)).allSatisfy { $0.weight > 0 })
        }
        #expect(graph.rejectionCount == rejections)
        #expect(rejections > 0)
        for message in 0..<twin.messageCount {
            let expected = twin.weights.reduce(0) { $0 + max(0, $1[message]) }
            #expect(close(graph.popularity(ofMessage: Int32(message)), expected, tolerance: 1e-4))
        }
    }

    @Test("tells a history in order of time, with what was rejected or without", arguments: UInt64(1)...6)
    func timeline(seed: UInt64) throws {
        let parameters = GraphParameters(eventWeights: [.click: 1, .like: 3, .label: -2, .dwell: -1])
        let world = try RandomWorld(seed: seed)
        let graph = world.graph(parameters)
        let twin = DenseTwin(world, parameters)
        for user in 0..<twin.userCount {
            for includesRejected in [false, true] {
                let expected = (0..<twin.messageCount)
                    .filter { twin.weights[user][$0] > 0 || (includesRejected && twin.against[user][$0] < 0) }
                    .sorted { (twin.times[user][$0], $0) < (twin.times[user][$1], $1) }
                let timeline = graph.timeline(Int32(user), includesRejected: includesRejected)
                #expect(timeline.map(\.message) == expected.map(Int32.init))
                #expect(timeline.map(\.time.milliseconds) == expected.map { twin.times[user][$0] })
                for entry in timeline {
                    #expect(close(entry.weight, twin.weights[user][Int(entry.message)], tolerance: 1e-4))
                }
                let latest = graph.timeline(Int32(user), limit: 3, includesRejected: includesRejected)
                #expect(latest.map(\.message) == timeline.suffix(3).map(\.message))
            }
        }
    }

    @Test("ranks messages by decayed engagement, equal ones by ordinal", arguments: UInt64(1)...6)
    func popularity(seed: UInt64) throws {
        let world = try RandomWorld(seed: seed)
        let graph = world.graph()
        let twin = DenseTwin(world)
        for message in 0..<twin.messageCount {
            let expected = twin.weights.reduce(0) { $0 + $1[message] }
            #expect(close(graph.popularity(ofMessage: Int32(message)), expected))
        }
        let popular = graph.popular(.max)
        #expect(popular.count == (0..<twin.messageCount).count { message in twin.weights.contains { $0[message] > 0 } })
        for (first, second) in zip(popular, popular.dropFirst()) {
            #expect(
                first.popularity > second.popularity
                    || (first.popularity == second.popularity && first.message < second.message))
        }
        let most = try #require(popular.first?.message)
        let without = graph.popular(3) { $0 == most }
        #expect(without.map(\.message) == popular.dropFirst().prefix(3).map(\.message))
        #expect(graph.popular(0).isEmpty)
    }

    @Test("links messages and campaigns both ways")
    func campaigns() throws {
        let world = try RandomWorld(seed: 3)
        let graph = world.graph()
        for message in 0..<graph.messageCount {
            #expect(graph.campaigns(ofMessage: Int32(message)) == world.messageCampaigns[message].sorted())
        }
        for campaign in 0..<Int32(graph.campaignCount) {
            let expected = (0..<graph.messageCount).filter { world.messageCampaigns[$0].contains(campaign) }
            #expect(graph.messages(ofCampaign: campaign) == expected.map(Int32.init))
        }
    }

    @Test("counts neither an event at its own instant nor one of weight zero, and halves by the half-life")
    func boundaries() throws {
        let day = Instant.millisecondsPerDay
        let asOf = Instant(milliseconds: 1000 * day)
        let interactions = try Interactions(
            userCount: 1, messageCount: 4, campaignCount: 0, users: [0, 0, 0, 0], messages: [0, 1, 2, 3],
            campaigns: [-1, -1, -1, -1],
            times: [910 * day, 910 * day, asOf.milliseconds - 1, asOf.milliseconds],
            types: [.view, .impression, .click, .click], amounts: [.nan, .nan, .nan, .nan])
        let graph = EngagementGraph.build(
            interactions: interactions, messageCampaigns: [[], [], [], []], asOf: asOf,
            parameters: GraphParameters(halfLifeDays: 90))
        #expect(graph.weight(user: 0, message: 0) == 0.5)
        #expect(!graph.hasEngaged(user: 0, message: 1))
        #expect(close(graph.weight(user: 0, message: 2), 2))
        #expect(!graph.hasEngaged(user: 0, message: 3))
    }

    @Test("answers for ordinals that nobody has")
    func strangers() throws {
        let graph = try RandomWorld(seed: 1).graph()
        for stranger in [-1, Int32(graph.messageCount), .max, .min] {
            #expect(graph.userHistory(stranger).isEmpty)
            #expect(graph.timeline(stranger).isEmpty)
            #expect(!graph.hasRejected(user: stranger, message: 0))
            #expect(graph.similarUsers(to: stranger).top(5).isEmpty)
            #expect(graph.audience(ofMessage: stranger).top(5).isEmpty)
            #expect(graph.audience(ofCampaign: stranger).top(5).isEmpty)
            #expect(graph.similarUsers(to: 0).score(of: stranger) == 0)
            #expect(graph.similarUsers(to: 0).paths(to: stranger, limit: 3).isEmpty)
            #expect(!graph.hasEngaged(user: stranger, message: 0))
            #expect(!graph.hasEngaged(user: 0, message: stranger))
            #expect(graph.popularity(ofMessage: stranger) == 0)
            #expect(graph.campaigns(ofMessage: stranger).isEmpty)
            #expect(graph.messages(ofCampaign: stranger).isEmpty)
            #expect(graph.walk(from: stranger).reachedCount == 0)
            #expect(graph.walk(from: 0).score(of: stranger) == 0)
            #expect(graph.walk(from: 0).paths(to: stranger, limit: 3).isEmpty)
            #expect(graph.walk(from: 0).campaignScore(of: stranger) == 0)
        }
    }

    @Test("is nothing but empty when nothing has happened")
    func nothing() throws {
        let interactions = try Interactions(
            userCount: 0, messageCount: 0, campaignCount: 0, users: [], messages: [], campaigns: [], times: [],
            types: [], amounts: [])
        let graph = EngagementGraph.build(
            interactions: interactions, messageCampaigns: [], asOf: Instant(seconds: 0), parameters: GraphParameters())
        #expect(graph.edgeCount == 0)
        #expect(graph.popular(5).isEmpty)
        #expect(graph.walk(from: [(message: 0, weight: 1)]).top(5).isEmpty)
    }
}

import Columns
import Domain
import Graph
import TestNumbers
import Testing

@Suite("The flat form of a graph")
struct GraphColumnsTests {
    @Test("gives the same graph back", arguments: UInt64(1)...4)
    func roundTrip(seed: UInt64) throws {
        let graph = try RandomWorld(seed: seed).graph(Parts.parameters)
        let copy = try EngagementGraph(columns: graph.columns, asOf: graph.asOf, parameters: graph.parameters)
        for user in 0..<Int32(graph.userCount) {
            let (walk, twin) = (graph.walk(from: user), copy.walk(from: user))
            for message in 0..<Int32(graph.messageCount) { #expect(walk.score(of: message) == twin.score(of: message)) }
        }
        for user in 0..<Int32(graph.userCount) {
            let (timeline, twin) = (
                graph.timeline(user, includesRejected: true), copy.timeline(user, includesRejected: true)
            )
            #expect(timeline.map(\.message) == twin.map(\.message))
            #expect(timeline.map(\.weight) == twin.map(\.weight))
            #expect(timeline.map(\.time) == twin.map(\.time))
        }
        #expect(copy.popular(.max).map(\.message) == graph.popular(.max).map(\.message))
    }

    /// One column of a graph, as an array that a test may spoil.
    struct Parts {
        var integers: [String: [Int32]]
        var offsets: [String: [Int64]]
        var numbers: [String: [Float]]
        var times: [String: [Int64]]

        /// Walks take a part of the edges only, and there are rejections.
        static let parameters = GraphParameters(
            eventWeights: [.click: 1, .like: 3, .view: 2, .impression: -1, .label: -3], maximumFanOut: 3)

        init(_ columns: GraphColumns) {
            integers = [
                "userMessages": columns.userMessages.array, "messageUsers": columns.messageUsers.array,
                "popularOrder": columns.popularOrder.array, "messageCampaigns": columns.messageCampaigns.array,
                "campaignMessages": columns.campaignMessages.array,
                "walkMessageUsers": columns.walkMessageUsers.array,
                "rejectedMessages": columns.rejectedMessages.array,
            ]
            offsets = [
                "user": columns.userOffsets.array, "message": columns.messageOffsets.array,
                "messageCampaign": columns.messageCampaignOffsets.array, "campaign": columns.campaignOffsets.array,
                "walkMessage": columns.walkMessageOffsets.array,
                "rejected": columns.rejectedOffsets.array,
            ]
            numbers = [
                "userWeights": columns.userWeights.array, "userTransitions": columns.userTransitions.array,
                "messageTransitions": columns.messageTransitions.array,
                "messagePenalties": columns.messagePenalties.array, "popularity": columns.popularity.array,
                "rejectedWeights": columns.rejectedWeights.array,
            ]
            times = ["user": columns.userTimes.array, "rejected": columns.rejectedTimes.array]
        }

        func graph() throws -> EngagementGraph {
            func integer(_ name: String) -> FlatColumn<Int32> { FlatColumn(integers[name] ?? []) }
            func offset(_ name: String) -> FlatColumn<Int64> { FlatColumn(offsets[name] ?? []) }
            func number(_ name: String) -> FlatColumn<Float> { FlatColumn(numbers[name] ?? []) }
            func time(_ name: String) -> FlatColumn<Int64> { FlatColumn(times[name] ?? []) }
            let columns = GraphColumns(
                userOffsets: offset("user"), userMessages: integer("userMessages"), userWeights: number("userWeights"),
                userTimes: time("user"), userTransitions: number("userTransitions"),
                messageOffsets: offset("message"), messageUsers: integer("messageUsers"),
                walkMessageOffsets: offset("walkMessage"), walkMessageUsers: integer("walkMessageUsers"),
                messageTransitions: number("messageTransitions"), messagePenalties: number("messagePenalties"),
                popularity: number("popularity"), popularOrder: integer("popularOrder"),
                rejectedOffsets: offset("rejected"), rejectedMessages: integer("rejectedMessages"),
                rejectedWeights: number("rejectedWeights"), rejectedTimes: time("rejected"),
                messageCampaignOffsets: offset("messageCampaign"),
                messageCampaigns: integer("messageCampaigns"), campaignOffsets: offset("campaign"),
                campaignMessages: integer("campaignMessages"))
            return try EngagementGraph(
                columns: columns, asOf: Instant(seconds: 0), parameters: GraphParameters())
        }
    }

    @Test("refuses any column that is cut short or longer than it should be")
    func lengths() throws {
        let parts = Parts(try RandomWorld(seed: 1).graph(Parts.parameters).columns)
        _ = try parts.graph()
        for name in parts.integers.keys {
            var spoiled = parts
            spoiled.integers[name]?.removeLast()
            #expect(throws: GraphError.self, "\(name)") { try spoiled.graph() }
            spoiled = parts
            spoiled.integers[name]?.append(0)
            #expect(throws: GraphError.self, "\(name)") { try spoiled.graph() }
        }
        for name in parts.offsets.keys {
            var spoiled = parts
            spoiled.offsets[name]?.removeLast()
            #expect(throws: GraphError.self, "\(name)") { try spoiled.graph() }
            spoiled.offsets[name] = []
            #expect(throws: GraphError.self, "\(name)") { try spoiled.graph() }
        }
        for name in parts.numbers.keys {
            var spoiled = parts
            spoiled.numbers[name]?.removeLast()
            #expect(throws: GraphError.self, "\(name)") { try spoiled.graph() }
        }
        for name in parts.times.keys {
            var spoiled = parts
            spoiled.times[name]?.removeLast()
            #expect(throws: GraphError.self, "\(name)") { try spoiled.graph() }
            spoiled = parts
            spoiled.times[name]?[0] = .min
            #expect(throws: GraphError.self, "\(name)") { try spoiled.graph() }
        }
    }

    @Test("refuses hostile elements wherever they stand, and never traps on them")
    func elements() throws {
        let parts = Parts(try RandomWorld(seed: 2).graph(Parts.parameters).columns)
        var random = SeededGenerator(seed: 7)
        for (name, column) in parts.integers {
            for hostile in [-1, .min, .max, 1000] as [Int32] {
                var spoiled = parts
                spoiled.integers[name]?[Int.random(in: 0..<column.count, using: &random)] = hostile
                #expect(throws: GraphError.self, "\(name) \(hostile)") { try spoiled.graph() }
            }
        }
        for (name, column) in parts.offsets {
            for hostile in [-1, .min, .max, 100_000] as [Int64] {
                for index in [0, column.count / 2, column.count - 1] {
                    var spoiled = parts
                    spoiled.offsets[name]?[index] = hostile
                    #expect(throws: GraphError.self, "\(name)[\(index)] \(hostile)") { try spoiled.graph() }
                }
            }
        }
        for (name, column) in parts.numbers {
            for hostile in [name == "rejectedWeights" ? 1 : -1, .nan, .infinity, -.infinity] as [Float] {
                var spoiled = parts
                spoiled.numbers[name]?[Int.random(in: 0..<column.count, using: &random)] = hostile
                #expect(throws: GraphError.self, "\(name) \(hostile)") { try spoiled.graph() }
            }
        }
    }

    @Test("either refuses a random change or still answers every question", arguments: UInt64(1)...40)
    func fuzz(seed: UInt64) throws {
        let parts = Parts(try RandomWorld(seed: 3).graph(Parts.parameters).columns)
        var random = SeededGenerator(seed: seed)
        var spoiled = parts
        let names = parts.integers.keys.sorted()
        let name = names[Int.random(in: 0..<names.count, using: &random)]
        let count = parts.integers[name]?.count ?? 0
        spoiled.integers[name]?[Int.random(in: 0..<count, using: &random)] = Int32.random(in: -2..<25, using: &random)
        guard let graph = try? spoiled.graph() else { return }
        for user in 0..<Int32(graph.userCount) {
            let walk = graph.walk(from: user)
            for entry in walk.top(5) { #expect(!walk.paths(to: entry.message, limit: 2).isEmpty) }
            let similar = graph.similarUsers(to: user)
            for entry in similar.top(5) { #expect(!similar.paths(to: entry.user, limit: 2).isEmpty) }
        }
    }

    @Test("refuses steps of walks that are no edges, and rejections that are")
    func subsets() throws {
        let interactions = try Interactions(
            userCount: 1, messageCount: 3, campaignCount: 0, users: [0, 0], messages: [0, 2], campaigns: [-1, -1],
            times: [0, 0], types: [.click, .label], amounts: [.nan, .nan])
        let parts = Parts(
            EngagementGraph.build(
                interactions: interactions, messageCampaigns: [[], [], []], asOf: Instant(seconds: 1),
                parameters: Parts.parameters
            ).columns)
        _ = try parts.graph()
        var spoiled = parts
        spoiled.offsets["walkMessage"] = [0, 0, 1, 1]
        #expect(throws: GraphError.notAnEdge(column: "walkMessageUsers", row: 1)) { try spoiled.graph() }
        spoiled = parts
        spoiled.integers["rejectedMessages"] = [0]
        #expect(throws: GraphError.notAnEdge(column: "rejectedMessages", row: 0)) { try spoiled.graph() }
    }

    @Test("refuses directions that disagree and an order that is not by popularity")
    func consistency() throws {
        let parts = Parts(try RandomWorld(seed: 4).graph().columns)
        var spoiled = parts
        spoiled.integers["popularOrder"]?.swapAt(0, 1)
        #expect(throws: GraphError.self) { try spoiled.graph() }
        let interactions = try Interactions(
            userCount: 2, messageCount: 2, campaignCount: 0, users: [0, 1], messages: [0, 1], campaigns: [-1, -1],
            times: [0, 0], types: [.click, .click], amounts: [.nan, .nan])
        var small = Parts(
            EngagementGraph.build(
                interactions: interactions, messageCampaigns: [[], []], asOf: Instant(seconds: 1),
                parameters: GraphParameters()
            ).columns)
        _ = try small.graph()
        small.integers["messageUsers"] = [1, 0]
        #expect(throws: GraphError.directionsDisagree(column: "messageUsers", row: 0)) { try small.graph() }
    }
}

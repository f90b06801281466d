import Domain
import Foundation
import Graph
import Testing

@Suite("Item transitions")
struct ItemTransitionsTests {
    static let parameters = ItemTransitions.Parameters(
        window: ItemGolden.window, decay: ItemGolden.decay, outExponent: ItemGolden.out, inExponent: ItemGolden.into)

    @Test("has numpy's weights, at any number of threads", arguments: [1, 3])
    func golden(threads: Int) throws {
        let sequences = try EngagementSequences(ItemGolden.sequences, messageCount: ItemGolden.matrix[0].count)
        let rows = try ItemTransitions.build(sequences, parameters: Self.parameters, threads: threads)
        #expect(greatestDifference(rows.dense, ItemGolden.transitions) < 1e-6)
    }

    /// Counts decayed and weighed pairs straight from the events.
    private func twin(_ world: RandomWorld, _ graph: GraphParameters) -> [[Double]] {
        let events = world.interactions
        var steps = Array(repeating: [(message: Int, weight: Double)](), count: events.userCount)
        for row in 0..<events.count where events.times[row] < world.asOf.milliseconds && events.messages[row] >= 0 {
            let days = Double(world.asOf.milliseconds - events.times[row]) / 86_400_000
            let weight = graph.weight(of: events.types[row]) * pow(0.5, days / graph.halfLifeDays)
            let (user, message) = (Int(events.users[row]), Int(events.messages[row]))
            guard weight > 0 else { continue }
            if let last = steps[user].last, last.message == message {
                steps[user][steps[user].count - 1].weight += weight
            } else {
                steps[user].append((message, weight))
            }
        }
        var counts = Array(repeating: Array(repeating: 0.0, count: events.messageCount), count: events.messageCount)
        for sequence in steps {
            for (first, step) in sequence.enumerated() {
                for (second, later) in sequence.enumerated()
                where second > first && second - first <= ItemGolden.window && later.message != step.message {
                    counts[step.message][later.message] +=
                        pow(ItemGolden.decay, Double(second - first - 1)) * later.weight
                }
            }
        }
        let out = counts.map { $0.reduce(0, +) }
        let into = counts.indices.map { target in counts.reduce(0) { $0 + $1[target] } }
        return counts.indices.map { from in
            counts.indices.map { to in
                counts[from][to] == 0
                    ? 0 : counts[from][to] / pow(out[from], ItemGolden.out) / pow(into[to], ItemGolden.into)
            }
        }
    }

    @Test("weighs steps by type and age, and takes a run on one message as one step", arguments: UInt64(1)...6)
    func events(seed: UInt64) throws {
        let world = try RandomWorld(seed: seed, users: 5, messages: 8, events: 300)
        let parameters = GraphParameters(halfLifeDays: 40)
        let sequences = EngagementSequences(
            interactions: world.interactions, asOf: world.asOf, parameters: parameters)
        let rows = try ItemTransitions.build(sequences, parameters: Self.parameters)
        let expected = twin(world, parameters)
        for (row, twin) in zip(rows.dense, expected) {
            for (weight, expected) in zip(row, twin) { #expect(close(weight, expected)) }
        }
    }

    @Test("keeps the direction of time")
    func direction() throws {
        let sequences = try EngagementSequences([[0, 1], [0, 1], [2, 2]], messageCount: 3)
        let rows = try ItemTransitions.build(sequences)
        #expect(rows.weight(from: 0, to: 1) > 0)
        #expect(rows.weight(from: 1, to: 0) == 0)
        #expect(rows.row(2).isEmpty)
    }

    @Test("refuses parameters and messages out of range")
    func refusals() throws {
        #expect(throws: GraphError.invalidTarget(column: "sequences", index: 1, got: 3, count: 3)) {
            try EngagementSequences([[0], [3]], messageCount: 3)
        }
        #expect(throws: GraphError.self) { try EngagementSequences([[-1]], messageCount: 3) }
        let sequences = try EngagementSequences([[0, 1]], messageCount: 3)
        for parameters in [
            ItemTransitions.Parameters(window: 0), .init(window: 1001), .init(decay: 0), .init(decay: .nan),
            .init(outExponent: -1), .init(inExponent: 5), .init(limit: 0),
        ] {
            #expect(throws: GraphError.self) { try ItemTransitions.build(sequences, parameters: parameters) }
        }
    }

    @Test("going back counts as much as it is told, and nothing else changes", arguments: [0.25, 1])
    func reverse(share: Double) throws {
        let sequences = try EngagementSequences([[0, 1, 2, 1], [2, 0], [3, 1, 0]], messageCount: 5)
        func rows(_ reverse: Double) throws -> [[Double]] {
            try ItemTransitions.build(
                sequences,
                parameters: .init(window: 2, decay: 0.5, reverse: reverse, outExponent: 0, inExponent: 0)
            ).dense
        }
        let (onward, both) = (try rows(0), try rows(share))
        for from in 0..<5 {
            for to in 0..<5 where from != to {
                #expect(abs(both[from][to] - onward[from][to] - share * onward[to][from]) < 1e-6)
            }
        }
    }
}

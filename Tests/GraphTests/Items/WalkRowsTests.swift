import Domain
import Foundation
import Graph
import Testing

@Suite("RP3β as item rows")
struct WalkRowsTests {
    @Test("has numpy's weights")
    func golden() throws {
        let rows = try WalkRows.build(
            ItemWorld(ItemGolden.matrix).matrix(),
            parameters: WalkRows.Parameters(alpha: ItemGolden.alpha, beta: ItemGolden.beta))
        #expect(greatestDifference(rows.dense, ItemGolden.walk) < 1e-6)
    }

    @Test("keeps the greatest weights of each row, at any number of threads", arguments: [1, 4, 29])
    func limit(limit: Int) throws {
        let matrix = try ItemWorld(seed: 3).matrix()
        let all = try WalkRows.build(matrix)
        let cutRows = try WalkRows.build(matrix, parameters: WalkRows.Parameters(limit: limit), threads: 3)
        #expect(cutRows.dense == cut(all.dense, to: limit))
        let shared = try WalkRows.build(matrix, threads: 4)
        #expect(shared.dense == all.dense)
    }

    @Test("follows only the weightiest users where it is told to", arguments: [1, 2, 5])
    func fanOut(fanOut: Int) throws {
        let world = ItemWorld(seed: 5)
        let parameters = WalkRows.Parameters(alpha: 1, beta: 0, maximumFanOut: fanOut)
        let rows = try WalkRows.build(world.matrix(), parameters: parameters)
        for from in 0..<world.messageCount {
            let users = world.dense.indices.filter { world.dense[$0][from] > 0 }
                .sorted { (-world.dense[$0][from], $0) < (-world.dense[$1][from], $1) }.prefix(fanOut)
            let total = users.reduce(0) { $0 + world.dense[$1][from] }
            for to in 0..<world.messageCount where to != from {
                let expected = users.reduce(0.0) {
                    $0 + world.dense[$1][from] / total * world.dense[$1][to] / world.dense[$1].reduce(0, +)
                }
                #expect(close(rows.weight(from: Int32(from), to: Int32(to)), expected))
            }
        }
    }

    @Test("scores a session as the walk does, but for the ways back to itself", arguments: UInt64(1)...4)
    func twin(seed: UInt64) throws {
        let graph = try RandomWorld(seed: seed).graph()
        let rows = try WalkRows.build(graph.matrix)
        for message in 0..<Int32(graph.messageCount) {
            let walk = graph.walk(from: [(message: message, weight: 1)])
            let scores = rows.score(history: [(message, 1)])
            for target in 0..<Int32(graph.messageCount) where target != message {
                #expect(close(scores.score(of: target), walk.score(of: target), tolerance: 1e-6))
            }
        }
    }

    @Test(
        "refuses parameters out of range",
        arguments: [
            WalkRows.Parameters(alpha: -1), WalkRows.Parameters(beta: .nan), WalkRows.Parameters(limit: 0),
            WalkRows.Parameters(maximumFanOut: 0),
        ])
    func refusals(parameters: WalkRows.Parameters) throws {
        let matrix = try ItemWorld(seed: 1).matrix()
        #expect(throws: GraphError.self) { try WalkRows.build(matrix, parameters: parameters) }
    }
}

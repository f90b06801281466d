import Domain
import Foundation
import Graph
import Testing

/// A walk that knows nothing of some of the user's own messages.
@Suite("A walk without some messages")
struct WalkWithoutTests {
    @Test("scores as the dense matrices do from what is left", arguments: UInt64(1)...6)
    func scores(seed: UInt64) throws {
        let world = try RandomWorld(seed: seed)
        let graph = world.graph()
        let twin = DenseTwin(world)
        for user in 0..<twin.userCount {
            let history = graph.userHistory(Int32(user)).map(\.message)
            for removed in [Set(history.prefix(1)), Set(history.suffix(2)), Set(history), [19]] {
                let weights = twin.weights[user].enumerated().map { removed.contains(Int32($0)) ? 0 : $1 }
                let total = weights.reduce(0, +)
                let seeds = weights.indices.filter { weights[$0] > 0 }
                    .map { (message: $0, mass: pow(weights[$0] / total, twin.parameters.alpha)) }
                let expected = twin.scores(from: seeds, excluding: user)
                let walk = graph.walk(from: Int32(user), without: removed)
                for message in 0..<twin.messageCount {
                    #expect(close(walk.score(of: Int32(message)), expected[message]))
                }
            }
        }
    }

    @Test("is the whole walk, bit by bit, where nothing is left out", arguments: UInt64(1)...3)
    func nothing(seed: UInt64) throws {
        let graph = try RandomWorld(seed: seed).graph()
        for user in -1...Int32(graph.userCount) {
            let (whole, same) = (graph.walk(from: user), graph.walk(from: user, without: []))
            let strange = graph.walk(from: user, without: [9999, -1])
            for message in 0..<Int32(graph.messageCount) {
                #expect(whole.score(of: message) == same.score(of: message))
                #expect(whole.score(of: message) == strange.score(of: message))
            }
        }
    }
}

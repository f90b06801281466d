import Domain
import Foundation
import Graph

/// RP3β by dense matrices of doubles straight from the events: slow, obvious, and written from the formula alone.
struct DenseTwin {
    let parameters: GraphParameters
    /// The decayed weight of each user and message.
    let weights: [[Double]]
    let userCount: Int
    let messageCount: Int

    init(_ world: RandomWorld, _ parameters: GraphParameters = GraphParameters()) {
        self.parameters = parameters
        let events = world.interactions
        userCount = events.userCount
        messageCount = events.messageCount
        var weights = Array(repeating: Array(repeating: 0.0, count: messageCount), count: userCount)
        for row in 0..<events.count where events.messages[row] >= 0 && events.times[row] < world.asOf.milliseconds {
            let ageDays = Double(world.asOf.milliseconds - events.times[row]) / 86_400_000
            weights[Int(events.users[row])][Int(events.messages[row])] +=
                (parameters.eventWeights[events.types[row]] ?? 0) * pow(0.5, ageDays / parameters.halfLifeDays)
        }
        self.weights = weights
    }

    func userToMessage(_ user: Int, _ message: Int) -> Double {
        let total = weights[user].reduce(0, +)
        return weights[user][message] == 0 ? 0 : pow(weights[user][message] / total, parameters.alpha)
    }

    func messageToUser(_ message: Int, _ user: Int) -> Double {
        let total = weights.reduce(0) { $0 + $1[message] }
        return weights[user][message] == 0 ? 0 : pow(weights[user][message] / total, parameters.alpha)
    }

    func penalty(_ message: Int) -> Double {
        pow(Double(weights.count { $0[message] > 0 }), -parameters.beta)
    }

    /// Every path of three hops from the seeds, as (seed message, user, target message, weight).
    func allPaths(
        from seeds: [(message: Int, mass: Double)], excluding user: Int?
    ) -> [(seed: Int, user: Int, target: Int, weight: Double)] {
        var paths: [(seed: Int, user: Int, target: Int, weight: Double)] = []
        for seed in seeds {
            for other in 0..<userCount where other != user && weights[other][seed.message] > 0 {
                for target in 0..<messageCount where weights[other][target] > 0 {
                    let weight =
                        seed.mass * messageToUser(seed.message, other) * userToMessage(other, target) * penalty(target)
                    paths.append((seed.message, other, target, weight))
                }
            }
        }
        return paths
    }

    func seeds(of user: Int) -> [(message: Int, mass: Double)] {
        (0..<messageCount).filter { weights[user][$0] > 0 }.map { ($0, userToMessage(user, $0)) }
    }

    func scores(from seeds: [(message: Int, mass: Double)], excluding user: Int?) -> [Double] {
        var scores = Array(repeating: 0.0, count: messageCount)
        for path in allPaths(from: seeds, excluding: user) { scores[path.target] += path.weight }
        return scores
    }
}

/// Whether two numbers agree up to the rounding of stored single-precision factors.
func close(_ left: Double, _ right: Double, tolerance: Double = 1e-5) -> Bool {
    abs(left - right) <= tolerance * max(abs(left), abs(right))
}

import Domain
import Foundation
import Graph

/// RP3β by dense matrices of doubles straight from the events: slow, obvious, and written from the formula alone.
struct DenseTwin {
    let parameters: GraphParameters
    /// When each pair last had an event of a weight, and the weight of what spoke against the message.
    let times: [[Int64]]
    let against: [[Double]]
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
        var against = weights
        var times = Array(repeating: Array(repeating: Int64(0), count: messageCount), count: userCount)
        for row in 0..<events.count where events.messages[row] >= 0 && events.times[row] < world.asOf.milliseconds {
            let ageDays = Double(world.asOf.milliseconds - events.times[row]) / 86_400_000
            let (user, message) = (Int(events.users[row]), Int(events.messages[row]))
            let weight = (parameters.eventWeights[events.types[row]] ?? 0) * pow(0.5, ageDays / parameters.halfLifeDays)
            weights[user][message] += weight
            against[user][message] += min(0, weight)
            if weight != 0 { times[user][message] = events.times[row] }
        }
        self.weights = weights
        self.against = against
        self.times = times
    }

    private func share(_ weights: [Double], among places: [Int], _ place: Int) -> Double {
        guard places.contains(place) else { return 0 }
        return pow(weights[place] / places.reduce(0) { $0 + weights[$1] }, parameters.alpha)
    }

    func userToMessage(_ user: Int, _ message: Int) -> Double {
        share(weights[user], among: weights[user].indices.filter { weights[user][$0] > 0 }, message)
    }

    /// From a message walks go to its weightiest users only, of equal ones to the latest.
    func messageToUser(_ message: Int, _ user: Int) -> Double {
        let (column, times) = (weights.map { $0[message] }, times.map { $0[message] })
        let users = column.indices.filter { column[$0] > 0 }
            .sorted { (-Float(column[$0]), -times[$0], $0) < (-Float(column[$1]), -times[$1], $1) }
        return share(column, among: Array(users.prefix(parameters.maximumFanOut)), user)
    }

    /// The masses of the nodes that a bounded hop follows, the others 0: most mass an edge first, as long as edges fit.
    func followed(_ masses: [Double], _ steps: [[Double]]) -> [Double] {
        let degrees = steps.map { row in row.count { $0 > 0 } }
        let nodes = masses.indices.filter { masses[$0] > 0 }
        guard nodes.reduce(0, { $0 + degrees[$1] }) > parameters.maximumSteps else { return masses }
        var result = masses.map { _ in 0.0 }
        var rest = parameters.maximumSteps
        let worth = masses.indices.map { masses[$0] / Double(max(1, degrees[$0])) }
        for node in nodes.sorted(by: { (-worth[$0], $0) < (-worth[$1], $1) }) {
            if rest < max(1, parameters.maximumSteps / 16) { break }
            if degrees[node] <= rest {
                result[node] = masses[node]
                rest -= degrees[node]
            }
        }
        return result
    }

    func penalty(_ message: Int) -> Double {
        pow(Double(weights.count { $0[message] > 0 }), -parameters.beta)
    }

    /// All transitions: from messages to users and back.
    var steps: (out: [[Double]], back: [[Double]]) {
        (
            (0..<messageCount).map { message in (0..<userCount).map { messageToUser(message, $0) } },
            (0..<userCount).map { user in (0..<messageCount).map { userToMessage(user, $0) } }
        )
    }

    /// The masses of users after one hop from the masses of messages.
    func users(from masses: [Double]) -> [Double] {
        let out = steps.out
        let masses = followed(masses, out)
        return (0..<userCount).map { user in masses.indices.reduce(0) { $0 + masses[$1] * out[$1][user] } }
    }

    /// The masses of messages after one hop from the masses of users.
    func messages(from masses: [Double]) -> [Double] {
        let back = steps.back
        let masses = followed(masses, back)
        return (0..<messageCount).map { message in masses.indices.reduce(0) { $0 + masses[$1] * back[$1][message] } }
    }

    /// Every path of three hops from the seeds, as (seed message, user, target message, weight).
    func allPaths(
        from seeds: [(message: Int, mass: Double)], excluding user: Int?
    ) -> [(seed: Int, user: Int, target: Int, weight: Double)] {
        let steps = steps
        var first = Array(repeating: 0.0, count: messageCount)
        for seed in seeds { first[seed.message] = seed.mass }
        first = followed(first, steps.out)
        var second = (0..<userCount).map { user in first.indices.reduce(0) { $0 + first[$1] * steps.out[$1][user] } }
        if let user { second[user] = 0 }
        second = followed(second, steps.back)
        var paths: [(seed: Int, user: Int, target: Int, weight: Double)] = []
        for seed in first.indices where first[seed] > 0 {
            for other in 0..<userCount where second[other] > 0 && steps.out[seed][other] > 0 {
                for target in 0..<messageCount where steps.back[other][target] > 0 {
                    let weight = first[seed] * steps.out[seed][other] * steps.back[other][target] * penalty(target)
                    paths.append((seed, other, target, weight))
                }
            }
        }
        return paths
    }

    func seeds(of user: Int) -> [(message: Int, mass: Double)] {
        (0..<messageCount).map { ($0, userToMessage(user, $0)) }.filter { $0.1 > 0 }
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

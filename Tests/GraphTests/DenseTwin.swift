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

    /// The places of the weightiest positive numbers, as many as a walk may take.
    private func taken(_ weights: [Double], _ times: [Int64]) -> [Int] {
        let places = weights.indices.filter { weights[$0] > 0 }
        return Array(
            places.sorted { (-Float(weights[$0]), -times[$0], $0) < (-Float(weights[$1]), -times[$1], $1) }
                .prefix(parameters.maximumFanOut))
    }

    private func share(_ weights: [Double], _ times: [Int64], _ place: Int) -> Double {
        let taken = taken(weights, times)
        guard taken.contains(place) else { return 0 }
        return pow(weights[place] / taken.reduce(0) { $0 + weights[$1] }, parameters.alpha)
    }

    func userToMessage(_ user: Int, _ message: Int) -> Double { share(weights[user], times[user], message) }

    func messageToUser(_ message: Int, _ user: Int) -> Double {
        share(weights.map { $0[message] }, times.map { $0[message] }, user)
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
        return (0..<userCount).map { user in masses.indices.reduce(0) { $0 + masses[$1] * out[$1][user] } }
    }

    /// The masses of messages after one hop from the masses of users.
    func messages(from masses: [Double]) -> [Double] {
        let back = steps.back
        return (0..<messageCount).map { message in masses.indices.reduce(0) { $0 + masses[$1] * back[$1][message] } }
    }

    /// Every path of three hops from the seeds, as (seed message, user, target message, weight).
    func allPaths(
        from seeds: [(message: Int, mass: Double)], excluding user: Int?
    ) -> [(seed: Int, user: Int, target: Int, weight: Double)] {
        let steps = steps
        var paths: [(seed: Int, user: Int, target: Int, weight: Double)] = []
        for seed in seeds {
            for other in 0..<userCount where other != user && steps.out[seed.message][other] > 0 {
                for target in 0..<messageCount where steps.back[other][target] > 0 {
                    let weight =
                        seed.mass * steps.out[seed.message][other] * steps.back[other][target] * penalty(target)
                    paths.append((seed.message, other, target, weight))
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

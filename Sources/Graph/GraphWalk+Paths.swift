internal import Columns

/// One way from a history to a message: evidence of a graph score.
package struct GraphPath: Hashable, Sendable {
    /// The message of the history that the path begins with.
    package let throughMessage: Int32
    /// The other user who engaged with both messages.
    package let throughUser: Int32
    /// What the path adds to the score, above 0.
    package let weight: Double
    /// The part of the score that it makes up, above 0, at most 1 up to rounding.
    package let share: Double
}

extension GraphWalk {
    /// The `limit` heaviest paths to a message, equal ones by message and user; the weights of all paths sum to its score.
    ///
    /// The sum is equal up to the rounding of double addition: the score adds the same terms in another order.
    ///
    /// - Complexity: O(n log n) for the n users of the message, plus O(h log) for the history h of each user that can
    ///   still hold one of the heaviest paths; users are taken by falling mass and the search stops at the first whose
    ///   whole mass is too small.
    package func paths(to message: Int32, limit: Int) -> [GraphPath] {
        let score = score(of: message)
        guard score > 0, limit > 0 else { return [] }
        var top = BoundedTop<GraphPath>(limit: limit)
        for arrival in arrivals(at: message) {
            if let last = top.last, arrival.best < last.weight { break }
            for (seed, transition) in departures(to: arrival.user) {
                let weight = seed.mass * transition * arrival.factor
                top.insert(
                    GraphPath(
                        throughMessage: seed.message, throughUser: arrival.user, weight: weight, share: weight / score))
            }
        }
        return top.ranked()
    }

    /// The `limit` messages of the history that add most to a message's score, each with all its paths together, equal
    /// ones by ordinal; the shares of the whole history sum to 1 up to rounding.
    ///
    /// - Complexity: O(n · (h + H)) for the n users of the message, their histories of h and a history of H messages.
    package func shares(of message: Int32, limit: Int) -> [(throughMessage: Int32, share: Double)] {
        let score = score(of: message)
        guard score > 0, limit > 0 else { return [] }
        var weights: [Int32: Double] = [:]
        for arrival in arrivals(at: message) {
            for (seed, transition) in departures(to: arrival.user) {
                weights[seed.message, default: 0] += seed.mass * transition * arrival.factor
            }
        }
        return weights.map { (throughMessage: $0.key, share: $0.value / score) }
            .sorted { ($0.share, $1.throughMessage) > ($1.share, $0.throughMessage) }
            .prefix(limit).map { $0 }
    }

    /// The number of users through whom paths lead to a message.
    ///
    /// - Complexity: O(users of the message).
    package func supportingUserCount(of message: Int32) -> Int {
        guard score(of: message) > 0 else { return 0 }
        return graph.messageRows.range(Int(message)).count {
            scratch.userMass[Int(graph.columns.messageUsers[$0])] > 0
        }
    }

    /// The users through whom the message is reached, by falling weight of their heaviest path.
    private func arrivals(at message: Int32) -> [Arrival] {
        let penalty = Double(graph.columns.messagePenalties[Int(message)])
        let edges = graph.messageRows.range(Int(message))
        var arrivals: [Arrival] = []
        graph.messageRows.withUnsafeRows { _, users in
            graph.columns.userTransitions.withUnsafeBuffer { transitions in
                for edge in edges {
                    let user = users[edge]
                    let best = scratch.userBest[Int(user)]
                    guard best > 0, let position = graph.userRows.position(of: message, in: Int(user)) else { continue }
                    let factor = Double(transitions[position]) * penalty
                    arrivals.append(Arrival(user: user, best: best * factor, factor: factor))
                }
            }
        }
        return arrivals.sorted { $0.best != $1.best ? $0.best > $1.best : $0.user < $1.user }
    }

    /// The seeds from which the user is reached, with the transition from each.
    private func departures(to user: Int32) -> [(seed: WalkSeed, transition: Double)] {
        let row = graph.userRows.range(Int(user))
        return graph.userRows.withUnsafeRows { _, messages in
            graph.columns.messageTransitions.withUnsafeBuffer { transitions in
                var result: [(seed: WalkSeed, transition: Double)] = []
                // Both lists ascend by message: walk them side by side.
                var position = row.lowerBound
                for seed in seeds {
                    while position < row.upperBound, messages[position] < seed.message { position += 1 }
                    if position == row.upperBound { break }
                    if messages[position] == seed.message,
                        let edge = graph.walkMessageRows.position(of: user, in: Int(seed.message))
                    {
                        result.append((seed, Double(transitions[edge])))
                    }
                }
                return result
            }
        }
    }

    /// A user through whom a message is reached.
    private struct Arrival {
        let user: Int32
        /// The weight of the heaviest path through the user, exactly as the path has it.
        let best: Double
        /// What one unit of mass at the user adds to the score.
        let factor: Double
    }
}

extension GraphPath: Rankable {
    func precedes(_ other: GraphPath) -> Bool {
        if weight != other.weight { return weight > other.weight }
        return (throughMessage, throughUser) < (other.throughMessage, other.throughUser)
    }
}

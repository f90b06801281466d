internal import Columns

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension EngagementGraph {
    /// Walks from a user's history as if some of its messages had never been touched, by way of the other users.
    ///
    /// What is left shares the history's mass anew. What the user did is left out of where the walk begins and, as always,
    /// of the users it passes; the other people's transitions, which the user's events had a small part in, stay as they
    /// are. Without removed messages it is `walk(from: user)`, bit by bit.
    ///
    /// - Complexity: as `walk(from: user)`.
    package func walk(from user: Int32, without removed: Set<Int32>) -> GraphWalk {
        guard !removed.isEmpty, user >= 0, Int(user) < userCount else { return walk(from: user) }
        let edges = userRows.range(Int(user)).filter { !removed.contains(columns.userMessages[$0]) }
        let total = edges.reduce(0.0) { $0 + Double(columns.userWeights[$1]) }
        let seeds = edges.map { edge in
            // In single precision, as the transitions of a whole history are.
            let share = pow(Double(columns.userWeights[edge]) / total, parameters.alpha)
            return WalkSeed(
                message: columns.userMessages[edge], mass: Double(max(Float(share), .leastNormalMagnitude)))
        }
        return walk(seeds: seeds, excludedUser: user)
    }
}

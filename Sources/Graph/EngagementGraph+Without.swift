internal import Columns

extension EngagementGraph {
    /// Walks from a user's history as if some of its messages had never been touched, by way of the other users.
    ///
    /// What is left shares the history's mass anew. As always the walk passes no edge of the user; the other people's
    /// transitions, which the user's events had a small part in, stay as they are. Without removed messages it is
    /// `walk(from: user)`, bit by bit.
    ///
    /// - Complexity: as `walk(from: user)`.
    package func walk(from user: Int32, without removed: Set<Int32>) -> GraphWalk {
        guard !removed.isEmpty, user >= 0, Int(user) < userCount else { return walk(from: user) }
        let edges = userRows.range(Int(user)).filter { !removed.contains(columns.userMessages[$0]) }
        let row = CompressedRows(
            trusted: FlatColumn([0, Int64(edges.count)]), targets: FlatColumn(edges.map { columns.userMessages[$0] }))
        let shares = row.poweredShares(of: FlatColumn(edges.map { columns.userWeights[$0] }), alpha: parameters.alpha)
        let seeds = (0..<shares.count).map { WalkSeed(message: row.targets[$0], mass: Double(shares[$0])) }
        return walk(seeds: seeds, excludedUser: user)
    }
}

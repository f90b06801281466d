/// Chooses a node's links among candidates so that they lead in different directions.
///
/// Malkov and Yashunin (2018), algorithm 4, without extending or keeping pruned candidates: from the most similar on, a
/// candidate is kept when it is more similar to the node than to every candidate kept before.
enum NeighborSelection {
    /// At most `limit` of `candidates`, which come best first, each with its similarity to the node.
    static func select(
        _ candidates: some Collection<NeighborKey>, limit: Int, rows: FloatRows
    ) -> [NeighborKey] {
        var chosen: [NeighborKey] = []
        chosen.reserveCapacity(limit)
        for candidate in candidates {
            let similarity = candidate.similarity
            let scorer = FloatScorer(ordinal: candidate.ordinal, rows: rows)
            // Most candidates fall to one of the first kept, so they are compared one by one.
            if chosen.contains(where: { scorer.score($0.ordinal) > similarity }) { continue }
            chosen.append(candidate)
            if chosen.count == limit { break }
        }
        return chosen
    }
}

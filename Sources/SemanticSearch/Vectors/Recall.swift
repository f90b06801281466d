/// How much of the truth an index finds on a set of queries.
package struct Recall: Sendable, Hashable {
    /// The number of queries measured.
    package let queries: Int
    /// The neighbours asked for a query.
    package let k: Int
    /// The mean share of true neighbours found, in `0 ... 1`; 1 for no queries.
    package let mean: Double
    /// The share found by the worst query.
    package let worst: Double

    /// Measures recall@`k` of `index` against every vector compared.
    ///
    /// A result counts when it is at least as similar as the `k`-th true neighbour, so equal vectors stand for each
    /// other; similarities come from one kernel, so no tolerance is needed.
    ///
    /// - Throws: what the searches throw.
    /// - Complexity: O(queries · n · dimension).
    package static func measure(
        _ index: some VectorIndex, against exact: ExactIndex, queries: [[Float]], k: Int, filter: OrdinalFilter? = nil
    ) throws -> Recall {
        try measure(against: exact, queries: queries, k: k, filter: filter) {
            try index.search($0, k: k, filter: filter)
        }
    }

    /// Measures recall@`k` of any way to search.
    package static func measure(
        against exact: ExactIndex, queries: [[Float]], k: Int, filter: OrdinalFilter? = nil,
        search: ([Float]) throws -> SearchResult
    ) throws -> Recall {
        var sum = 0.0
        var worst = 1.0
        for query in queries {
            let truth = try exact.search(query, k: k, filter: filter).neighbors
            let share = share(of: truth, in: try search(query).neighbors)
            sum += share
            worst = min(worst, share)
        }
        return Recall(
            queries: queries.count, k: k, mean: queries.isEmpty ? 1 : sum / Double(queries.count), worst: worst)
    }

    /// The share of `truth` that `found` holds, up to vectors of equal similarity; 1 when there is no truth to find.
    package static func share(of truth: [Neighbor], in found: [Neighbor]) -> Double {
        guard let last = truth.last else { return 1 }
        let hits = found.prefix(truth.count).count { $0.similarity >= last.similarity }
        return Double(hits) / Double(truth.count)
    }
}

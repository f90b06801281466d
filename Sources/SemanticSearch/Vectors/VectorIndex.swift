/// Finds the vectors most similar to a query.
///
/// The exact and the approximate index stand behind this one protocol, so that the exact one can be the oracle of the
/// other in tests, in the batch's validation and on live queries.
package protocol VectorIndex: Sendable {
    /// The vectors that are searched.
    var vectors: VectorColumn { get }
    /// The similarity in which neighbours are ranked.
    var metric: Metric { get }

    /// The `k` vectors most similar to `query` among those that `filter` allows, or all of them when fewer exist.
    ///
    /// - Throws: `VectorError` when the query's dimension or values, `k` or the filter's universe do not fit.
    func search(_ query: [Float], k: Int, filter: OrdinalFilter?) throws -> SearchResult
}

extension VectorIndex {
    /// The `k` vectors most similar to `query`, or all when fewer exist.
    package func search(_ query: [Float], k: Int) throws -> SearchResult {
        try search(query, k: k, filter: nil)
    }

    /// - Throws: `VectorError` when an argument of a search does not fit the index.
    func check(query: [Float], k: Int, filter: OrdinalFilter?) throws {
        try vectors.check(query: query)
        guard k >= 0 else { throw VectorError.parameter(name: "k", value: k, allowed: 0...Int(Int32.max)) }
        if let filter, filter.universe != vectors.count {
            throw VectorError.filterCount(expected: vectors.count, found: filter.universe)
        }
    }
}

/// What a search found, and how.
package struct SearchResult: Sendable, Hashable {
    /// The neighbours, most similar first, equal similarities by ascending ordinal.
    package let neighbors: [Neighbor]
    /// The way the search took.
    package let path: SearchPath
    /// The number of similarities computed, a measure of work that does not depend on the machine.
    package let evaluations: Int

    /// Creates a result.
    package init(neighbors: [Neighbor], path: SearchPath, evaluations: Int) {
        self.neighbors = neighbors
        self.path = path
        self.evaluations = evaluations
    }
}

/// The way a search took.
package enum SearchPath: String, Sendable, Codable, CaseIterable {
    /// Every vector was compared.
    case exact
    /// The graph was walked.
    case graph
    /// Every allowed vector was compared, because the filter allows few.
    case filteredExact = "filtered_exact"
    /// The graph was walked and the filter applied on the way.
    case filteredGraph = "filtered_graph"
    /// The graph was walked, found fewer results than exist, and every allowed vector was compared instead.
    case exactFallback = "exact_fallback"
}

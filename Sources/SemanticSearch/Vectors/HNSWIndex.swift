internal import Columns

/// Approximate search: walks an HNSW graph and reports exact similarities.
///
/// Filters: one that allows few vectors is answered by comparing all of them; else the graph is walked and forbidden
/// nodes are passed through but not returned. A walk that finds fewer results than exist, or that costs more than
/// comparing every allowed vector would, is replaced by that comparison. The result names the way it took.
///
/// - Complexity: about O(efSearch · m · log n) similarities a search without a filter.
/// - Thread safety: immutable but for a pool of scratch memory behind a lock; any number of threads may search.
package struct HNSWIndex: VectorIndex {
    /// The width of the search beam when a caller names none: 128, or twice `k` when that is more.
    ///
    /// On real sentence embeddings this finds more than 99 of 100 true neighbours; 32 finds about 98 and is three times
    /// as fast.
    package static func defaultEfSearch(k: Int) -> Int { max(128, 2 * min(k, Int(Int32.max))) }

    /// The graph that is walked.
    package let graph: HNSWGraph
    /// The exact index over the same vectors.
    package let exact: ExactIndex
    /// The codes that walks compare, or nil where they compare the vectors themselves.
    package var codes: CodeColumn? { walkable?.column }
    private let measured: MeasuredVectors
    private let walkable: WalkableCodes?
    private let pool: ScratchPool

    package var vectors: VectorColumn { measured.vectors }
    package var metric: Metric { measured.metric }

    /// An index that walks `graph` over the `vectors` it was built from, under the `metric` it was built for.
    ///
    /// With `codes` the walk compares those, and the best it finds are compared again in fp32; it is then 1.5 to 2.5
    /// times as fast at equal recall, and reports the same similarities.
    ///
    /// - Throws: `VectorError` when graph, vectors and codes are not of the same count, dimension and metric.
    package init(graph: HNSWGraph, vectors: VectorColumn, metric: Metric, codes: CodeColumn? = nil) throws {
        guard graph.count == vectors.count else {
            throw VectorError.columnCount(column: "vectors", expected: graph.count, found: vectors.count)
        }
        if let codes { try codes.check(against: vectors, metric: metric) }
        self.graph = graph
        self.walkable = codes.map { WalkableCodes($0) }
        self.measured = MeasuredVectors(vectors, metric: metric)
        self.exact = ExactIndex(measured: measured)
        let degree = 2 * graph.parameters.m
        let count = graph.count
        let stride = codes?.stride ?? 0
        self.pool = ScratchPool { SearchScratch(nodes: count, degree: degree, stride: stride) }
    }

    package func search(_ query: [Float], k: Int, filter: OrdinalFilter?) throws -> SearchResult {
        try search(query, k: k, efSearch: Self.defaultEfSearch(k: k), filter: filter)
    }

    /// The `k` vectors most similar to `query` that a beam of `efSearch` finds; a wider beam finds more of the true
    /// ones and takes longer.
    ///
    /// - Throws: `VectorError` when an argument does not fit the index.
    package func search(
        _ query: [Float], k: Int, efSearch: Int, filter: OrdinalFilter? = nil
    ) throws -> SearchResult {
        try check(query: query, k: k, filter: filter)
        guard efSearch >= 1 else {
            throw VectorError.parameter(name: "efSearch", value: efSearch, allowed: 1...Int(Int32.max))
        }
        let wanted = min(k, filter?.count ?? vectors.count)
        guard wanted > 0 else {
            return SearchResult(neighbors: [], path: filter == nil ? .exact : .filteredExact, evaluations: 0)
        }
        let width = max(efSearch, wanted)
        if prefersScan(width: width, filter: filter) {
            return scan(query, k: k, filter: filter, path: filter == nil ? .exact : .filteredExact, spent: 0)
        }
        var evaluations = 0
        let neighbors = walk(query, k: wanted, width: width, filter: filter, evaluations: &evaluations)
        guard let neighbors, neighbors.count == wanted else {
            return scan(query, k: k, filter: filter, path: .exactFallback, spent: evaluations)
        }
        return SearchResult(
            neighbors: neighbors, path: filter == nil ? .graph : .filteredGraph, evaluations: evaluations)
    }

    /// Whether comparing every allowed vector costs no more than a walk: a walk compares about `m` nodes for each place
    /// of the beam, and one over the share of allowed nodes times as many under a filter; reading rows in order costs
    /// about half as much as walking to them.
    private func prefersScan(width: Int, filter: OrdinalFilter?) -> Bool {
        let walked = Double(width) * Double(graph.parameters.m)
        guard let filter else { return Double(vectors.count) <= walked }
        return Double(filter.count) * filter.selectivity <= walked
    }

    private func scan(
        _ query: [Float], k: Int, filter: OrdinalFilter?, path: SearchPath, spent: Int
    ) -> SearchResult {
        SearchResult(
            neighbors: exact.scan(query, k: k, filter: filter), path: path,
            evaluations: spent + (filter?.count ?? vectors.count))
    }

    /// The walk; nil when it gave up.
    private func walk(
        _ query: [Float], k: Int, width: Int, filter: OrdinalFilter?, evaluations: inout Int
    ) -> [Neighbor]? {
        let found = graph.withLinks { links in
            measured.withRows { rows in
                query.withUnsafeBufferPointer { query -> [Neighbor]? in
                    guard let query = query.baseAddress else { return nil }
                    return pool.with { scratch -> [Neighbor]? in
                        let exact = FloatScorer(query: query, rows: rows)
                        guard let walkable else {
                            let beam = walk(
                                exact, links, width: width, filter: filter, scratch: scratch,
                                evaluations: &evaluations)
                            return beam.map { collect($0, k: k, filter: filter) }
                        }
                        let found = walkable.withRows { codes -> [Neighbor]? in
                            let coded = CodeScorer(coding: query, into: scratch.codes, rows: codes)
                            let beam = walk(
                                coded, links, width: width, filter: filter, scratch: scratch,
                                evaluations: &evaluations)
                            return beam.map {
                                let ranked = GraphWalk.ranked(
                                    $0, count: rescored(k: k, width: width), by: exact, scratch: scratch)
                                return collect(ranked, k: k, filter: filter)
                            }
                        }
                        return found ?? nil
                    }
                }
            }
        }
        guard let found, let found else { return nil }
        return found
    }

    /// How many of the beam's best are compared again in fp32.
    private func rescored(k: Int, width: Int) -> Int { min(width, k + k / 2 + 8) }

    @inline(__always)
    private func walk<Scorer: RowScorer>(
        _ scorer: Scorer, _ links: GraphLinks, width: Int, filter: OrdinalFilter?, scratch: SearchScratch,
        evaluations: inout Int
    ) -> Beam? {
        let entry = GraphWalk.descend(
            scorer, links, from: graph.topLevel, above: 0, scratch: scratch, evaluations: &evaluations)
        if let filter {
            return GraphWalk.filteredBeam(
                scorer, links, entry: entry, width: width, budget: filter.count, scratch: scratch,
                evaluations: &evaluations, isAllowed: { chain(from: $0, contains: filter) })
        }
        return GraphWalk.beam(
            scorer, links, level: 0, entry: entry, width: width, scratch: scratch, evaluations: &evaluations)
    }

    /// Whether the filter allows the node or a vector equal to it.
    @inline(__always)
    private func chain(from node: Int32, contains filter: OrdinalFilter) -> Bool {
        if filter.contains(node) { return true }
        guard graph.columns.nextEqual.count > 0 else { return false }
        return graph.columns.nextEqual.withUnsafeBuffer { next in
            var ordinal = next[Int(node)]
            while ordinal >= 0 {
                if filter.contains(ordinal) { return true }
                ordinal = next[Int(ordinal)]
            }
            return false
        }
    }

    /// The best `k` of the beam with the vectors equal to them, in the order of neighbours.
    private func collect(_ beam: Beam, k: Int, filter: OrdinalFilter?) -> [Neighbor] {
        guard graph.columns.nextEqual.count > 0 else {
            return (0..<min(k, beam.count)).map { beam[$0].neighbor }
        }
        var keys: [UInt64] = []
        keys.reserveCapacity(2 * k)
        graph.columns.nextEqual.withUnsafeBuffer { next in
            for index in 0..<min(k, beam.count) {
                let similarity = beam[index].similarity
                var ordinal = beam[index].ordinal
                var taken = 0
                while ordinal >= 0, taken < k {
                    if filter?.contains(ordinal) ?? true {
                        keys.append(NeighborKey(ordinal: ordinal, similarity: similarity).bits)
                        taken += 1
                    }
                    ordinal = next[Int(ordinal)]
                }
            }
        }
        keys.sort(by: >)
        return keys.prefix(k).map { NeighborKey(bits: $0).neighbor }
    }
}

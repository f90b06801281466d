/// Compares every vector: the oracle of the approximate index, and its path for strict filters.
///
/// - Complexity: O(n · dimension) a search, with sequential reads.
/// - Thread safety: immutable.
package struct ExactIndex: VectorIndex {
    private let measured: MeasuredVectors

    package var vectors: VectorColumn { measured.vectors }
    package var metric: Metric { measured.metric }

    /// An index over `vectors`; for the cosine it measures their lengths once.
    package init(vectors: VectorColumn, metric: Metric) {
        self.measured = MeasuredVectors(vectors, metric: metric)
    }

    init(measured: MeasuredVectors) { self.measured = measured }

    package func search(_ query: [Float], k: Int, filter: OrdinalFilter?) throws -> SearchResult {
        try check(query: query, k: k, filter: filter)
        let neighbors = scan(query, k: k, filter: filter)
        return SearchResult(
            neighbors: neighbors, path: filter == nil ? .exact : .filteredExact,
            evaluations: k == 0 ? 0 : filter?.count ?? vectors.count)
    }

    /// The search itself, of arguments that were checked.
    func scan(_ query: [Float], k: Int, filter: OrdinalFilter?) -> [Neighbor] {
        let width = min(k, filter?.count ?? vectors.count)
        guard width > 0 else { return [] }
        let found = measured.withRows { rows in
            query.withUnsafeBufferPointer { query -> [Neighbor] in
                guard let query = query.baseAddress else { return [] }
                let scorer = FloatScorer(query: query, rows: rows)
                // Beyond some width a sorted row costs more to keep than to make once.
                return width > 2048
                    ? sorted(scorer, width: width, filter: filter) : scan(scorer, width: width, filter: filter)
            }
        }
        return found ?? []
    }

    /// Scores all rows and sorts.
    private func sorted(_ scorer: FloatScorer, width: Int, filter: OrdinalFilter?) -> [Neighbor] {
        var keys: [UInt64] = []
        keys.reserveCapacity(filter?.count ?? vectors.count)
        func add(_ ordinal: Int32) {
            keys.append(NeighborKey(ordinal: ordinal, similarity: scorer.score(ordinal)).bits)
        }
        if let filter {
            filter.forEach(add)
        } else {
            for ordinal in 0..<Int32(vectors.count) { add(ordinal) }
        }
        keys.sort(by: >)
        return keys.prefix(width).map { NeighborKey(bits: $0).neighbor }
    }

    /// Scores rows a block at a time, so that one kernel call prefetches and scores many.
    private func scan(_ scorer: FloatScorer, width: Int, filter: OrdinalFilter?) -> [Neighbor] {
        let room = 128
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: width) { keys in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: room) { block in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { scores in
                    guard let keys = keys.baseAddress, let block = block.baseAddress,
                        let scores = scores.baseAddress
                    else { return [] }
                    var beam = Beam(keys: keys, width: width)
                    if let few = filter?.few {
                        few.withUnsafeBufferPointer { few in
                            for start in stride(from: 0, to: few.count, by: room) {
                                let filled = min(room, few.count - start)
                                guard let ordinals = few.baseAddress.map({ $0 + start }) else { return }
                                scorer.score(ordinals, filled, scores)
                                for index in 0..<filled {
                                    beam.insert(ordinal: ordinals[index], similarity: scores[index])
                                }
                            }
                        }
                        return (0..<beam.count).map { beam[$0].neighbor }
                    }
                    var filled = 0
                    func flush() {
                        scorer.score(block, filled, scores)
                        for index in 0..<filled { beam.insert(ordinal: block[index], similarity: scores[index]) }
                        filled = 0
                    }
                    func add(_ ordinal: Int32) {
                        block[filled] = ordinal
                        filled += 1
                        if filled == room { flush() }
                    }
                    if let filter {
                        filter.forEach(add)
                    } else {
                        for ordinal in 0..<Int32(vectors.count) { add(ordinal) }
                    }
                    flush()
                    return (0..<beam.count).map { beam[$0].neighbor }
                }
            }
        }
    }
}

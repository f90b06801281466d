internal import Columns
internal import Dispatch
package import SemanticSearch
internal import Synchronization

/// The true neighbours of many queries: the base is compared a block at a time, so that a block stays in the cache for
/// all queries.
package enum ExactNeighbors {
    /// Rows of a block: about as much as a core's share of the last cache.
    private static func rows(dimension: Int) -> Int { max(64, (1 << 18) / dimension) }

    /// The `k` vectors most similar to each query, in the order of the exact index, with its similarities.
    ///
    /// - Throws: `VectorError` when a query's dimension, a value, `k` or the filter does not fit.
    /// - Complexity: O(queries · n · dimension), shared by `threads` threads; the result does not depend on their number.
    package static func find(
        _ queries: [[Float]], in vectors: VectorColumn, metric: Metric, k: Int, filter: OrdinalFilter? = nil,
        threads: Int
    ) throws -> [[Neighbor]] {
        let blocks = rows(dimension: vectors.dimension)
        let count = (vectors.count + blocks - 1) / blocks
        let next = Atomic<Int>(0)
        let shared = Mutex<(best: [[Neighbor]], failure: (any Error)?)>(
            ([[Neighbor]](repeating: [], count: queries.count), nil))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            var best = [[Neighbor]](repeating: [], count: queries.count)
            do {
                while true {
                    let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard block < count else { break }
                    let range = block * blocks..<min(vectors.count, (block + 1) * blocks)
                    try compare(
                        queries, with: range, of: vectors, metric: metric, k: k, filter: filter, best: &best)
                }
            } catch {
                shared.withLock { $0.failure = error }
            }
            shared.withLock { shared in
                for (query, found) in best.enumerated() { merge(found, into: &shared.best[query], k: k) }
            }
        }
        return try shared.withLock { shared in
            if let failure = shared.failure { throw failure }
            return shared.best
        }
    }

    private static func compare(
        _ queries: [[Float]], with range: Range<Int>, of vectors: VectorColumn, metric: Metric, k: Int,
        filter: OrdinalFilter?, best: inout [[Neighbor]]
    ) throws {
        let dimension = vectors.dimension
        let values = vectors.values.withUnsafeBuffer { values in
            // Copied once a block, which costs nothing beside comparing it with every query.
            Array(values[range.lowerBound * dimension..<range.upperBound * dimension])
        }
        let index = try ExactIndex(
            vectors: VectorColumn(values: .init(values), dimension: dimension), metric: metric)
        let allowed = filter.map { filter in
            OrdinalFilter(count: range.count) { filter.contains(Int32(range.lowerBound) + $0) }
        }
        for (query, vector) in queries.enumerated() {
            let found = try index.search(vector, k: k, filter: allowed).neighbors.map {
                Neighbor(ordinal: $0.ordinal + Int32(range.lowerBound), similarity: $0.similarity)
            }
            merge(found, into: &best[query], k: k)
        }
    }

    private static func merge(_ found: [Neighbor], into best: inout [Neighbor], k: Int) {
        guard let first = found.first else { return }
        if best.count >= k, let last = best.last, first.similarity < last.similarity { return }
        best = Array(
            (best + found).sorted {
                $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.ordinal < $1.ordinal
            }.prefix(k))
    }
}

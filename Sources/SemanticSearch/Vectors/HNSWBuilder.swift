internal import Columns

/// Builds an HNSW graph on several threads, with the same bytes whatever their number.
///
/// Nodes enter in batches (Manohar et al., "ParlayANN: Scalable and Deterministic Parallel Graph-Based Approximate
/// Nearest Neighbor Search Algorithms", PPoPP '24): each batch searches the graph as the batch before left it, in
/// parallel, and then its links are applied in the order of the nodes, each row by one thread. A batch is at most 2 %
/// of the graph, so the first hundred nodes enter one by one and later ones hardly miss the nodes they enter with.
///
/// - Complexity: about O(n log n) similarities; beside the vectors, memory for 2 · `m` links and similarities a vector.
/// - Thread safety: immutable; `build` may run several times at once.
package struct HNSWBuilder: Sendable {
    private let measured: MeasuredVectors
    private let parameters: HNSWParameters
    private let codes: WalkableCodes?

    /// A builder of graphs over `vectors` for `metric`, whose walks compare `codes` of the same vectors when given.
    package init(
        vectors: VectorColumn, metric: Metric, parameters: HNSWParameters = HNSWParameters(),
        codes: CodeColumn? = nil
    ) {
        self.codes = codes.map { WalkableCodes($0) }
        self.measured = MeasuredVectors(vectors, metric: metric)
        self.parameters = parameters
    }

    /// Builds the graph on `threads` threads; they are the caller's and Dispatch's own, so call it off the cooperative
    /// pool.
    ///
    /// - Parameter progress: called after each batch with the number of nodes inserted so far, on the caller's thread.
    /// - Throws: `VectorError` when a parameter or `threads` (`1 ... 1024`) is out of range or the codes do not fit.
    package func build(threads: Int, progress: (@Sendable (Int) -> Void)? = nil) throws -> HNSWGraph {
        try parameters.check()
        guard (1...1024).contains(threads) else {
            throw VectorError.parameter(name: "threads", value: threads, allowed: 1...1024)
        }
        try codes?.column.check(against: measured.vectors, metric: measured.metric)
        let count = measured.vectors.count
        let equal = EqualVectors(measured.vectors)
        let order = InsertionOrder(nodes: equal.first, count: count, parameters: parameters)
        let draft = GraphDraft(count: count, m: parameters.m, order: order)
        measured.withRows { rows in
            if let codes {
                codes.withRows { insert(into: draft, rows: rows, codes: $0, threads: threads, progress: progress) }
            } else {
                insert(into: draft, rows: rows, codes: nil, threads: threads, progress: progress)
            }
        }
        return try HNSWGraph(
            columns: draft.columns(nextEqual: equal.next), count: count, entryPoint: order.nodes.first ?? -1,
            parameters: parameters)
    }

    /// Inserts all nodes and repairs what is out of reach.
    private func insert(
        into draft: GraphDraft, rows: FloatRows, codes: CodeRows?, threads: Int, progress: (@Sendable (Int) -> Void)?
    ) {
        let workers = (0..<threads).map { _ in
            SearchScratch(nodes: draft.count, degree: 2 * parameters.m, stride: codes?.stride ?? 0)
        }
        let batches = BatchInsertion(
            draft: draft, rows: rows, codes: codes, efConstruction: parameters.efConstruction, workers: workers)
        let count = draft.order.nodes.count
        var inserted = 1
        while inserted < count {
            let end = min(count, inserted + max(1, inserted / 50))
            batches.insert(inserted..<end)
            inserted = end
            progress?(inserted)
        }
        GraphRepair(draft: draft, rows: rows, width: parameters.efConstruction, scratch: workers[0]).run()
    }
}

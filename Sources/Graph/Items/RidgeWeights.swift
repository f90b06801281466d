internal import Columns

/// Ridge item–item weights (EASE): the linear model that best predicts each message from all others, in closed form.
///
/// With X the users by messages, as 0 and 1 or as weights, and G = XᵀX:
///
///     P = (G + Λ)⁻¹,   Λ = diag(lambda + p / (1 − p) · G[i][i]),   W[i][j] = −P[i][j] / P[j][j]      for i ≠ j
///
/// Steck: "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019; the dropout p is the one of Steck:
/// "Autoencoders that don't overfit towards the Identity", NeurIPS 2020, and 0 gives EASE. Weights may be negative.
///
/// The inverse comes from LAPACK in single precision on one thread, so that the same machine gives the same bits; another
/// processor may differ in the last ones.
package enum RidgeWeights {
    /// The numbers that the weights depend on.
    package struct Parameters: Hashable, Sendable, Codable {
        /// The ridge, above 0, at most 1e9: as many users of weight 1 as it takes to be believed halfway.
        ///
        /// Weights are first divided by their root mean square, so that it means the same on every scale.
        package var lambda: Double
        /// The share p of each diagonal element that is added as dropout, at least 0, below 1.
        package var dropout: Double
        /// Whether every engagement weighs 1.
        package var isBinary: Bool
        /// The weights kept for each message, the greatest in size, at least 1.
        package var limit: Int
        /// The most messages with a user that are taken on, 1 to 20,000: n² floats of memory, n³ operations.
        package var maximumMessages: Int

        package init(
            lambda: Double = 200, dropout: Double = 0, isBinary: Bool = true, limit: Int = 500,
            maximumMessages: Int = Self.mostMessages
        ) {
            self.lambda = lambda
            self.dropout = dropout
            self.isBinary = isBinary
            self.limit = limit
            self.maximumMessages = maximumMessages
        }

        /// The greatest `maximumMessages`: 1.6 GB.
        package static let mostMessages = 20_000
    }

    /// Builds the rows; the same at any number of threads.
    ///
    /// Messages that nobody engaged with take no part.
    /// - Parameter threads: those that count pairs; the inverse is made on the calling thread.
    /// - Throws: `GraphError.tooManyMessages`, `notPositiveDefinite` or `invalidParameter`.
    /// - Complexity: O(Σ over users of h² + n³) for histories h and n messages with a user; about 2 s for 3,000, four
    ///   minutes for 20,000. Blocks the calling thread: use one that is not shared.
    package static func build(
        _ matrix: EngagementMatrix, parameters: Parameters = Parameters(), threads: Int = 1
    ) throws(GraphError) -> ItemRows {
        try GraphError.check("lambda", parameters.lambda, in: 1e-9...1e9)
        try GraphError.check("dropout", parameters.dropout, in: 0...0.999)
        try GraphError.checkCount("limit", parameters.limit)
        try GraphError.check(
            "maximum_messages", Double(parameters.maximumMessages), in: 1...Double(Parameters.mostMessages))
        let active = (0..<Int32(matrix.messageCount)).filter { !matrix.messageRows.range(Int($0)).isEmpty }
        guard active.count <= parameters.maximumMessages else {
            throw .tooManyMessages(got: active.count, limit: parameters.maximumMessages)
        }
        guard !active.isEmpty else { return ItemRows(rowsOfActive: [], edges: [], messageCount: matrix.messageCount) }
        let inverse = DenseSymmetric(size: active.count)
        inverse.addGram(of: matrix, active: active, isBinary: parameters.isBinary, threads: threads)
        inverse.addRidge(lambda: parameters.lambda, share: parameters.dropout / (1 - parameters.dropout))
        try inverse.invert()
        return ItemRows(
            rowsOfActive: active,
            edges: inverse.ridgeEdges(limit: parameters.limit, threads: threads).map { edges in
                edges.map { ItemEdge(target: active[Int($0.target)], weight: $0.weight) }
            },
            messageCount: matrix.messageCount)
    }
}

extension ItemRows {
    /// Lays out the rows of the messages `active`, ascending; the others have none.
    fileprivate init(rowsOfActive active: [Int32], edges: [[ItemEdge]], messageCount: Int) {
        var counts = [Int](repeating: 0, count: messageCount)
        for (message, edges) in zip(active, edges) { counts[Int(message)] = edges.count }
        let offsets = counts.reduce(into: [Int64(0)]) { $0.append(($0.last ?? 0) + Int64($1)) }
        let flat = edges.joined()
        self.init(
            trusted: CompressedRows(
                trusted: FlatColumn(offsets), targets: FlatColumn(Array(flat.lazy.map(\.target)))),
            weights: FlatColumn(Array(flat.lazy.map(\.weight))))
    }
}

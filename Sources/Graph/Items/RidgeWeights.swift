internal import Columns

/// Ridge item–item weights (EASE): the linear model that best predicts each message from all others, in closed form.
///
/// With X the users by messages, as 0 and 1 or as weights, a(u) = (Σ X[u])^−activityExponent, G = Xᵀ diag(a) X, ḡ the mean
/// of G's diagonal, and A the pairs of near steps in the users' sequences:
///
///     A[i][j] = Σ over pairs of steps of i and j, t ≤ sequenceWindow apart, of  a(u) · sequenceDecay^(t−1)
///     Λ[i] = (lambda + relativeLambda · ḡ) · (G[i][i] / ḡ)^diagonalExponent + p / (1 − p) · G[i][i]
///     P = (G + sequenceGain · A + diag(Λ))⁻¹,   W[i][j] = −P[i][j] / P[j][j]      for i ≠ j
///
/// Steck: "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019: EASE, which is this with exponents, gain and
/// dropout of 0; the dropout p is the one of Steck: "Autoencoders that don't overfit towards the Identity", NeurIPS
/// 2020. Exponents above 0 keep busy users and popular messages from deciding alone. Weights may be negative.
///
/// The inverse comes from LAPACK in single precision on one thread, so that the same machine gives the same bits; another
/// processor may differ in the last ones.
package enum RidgeWeights {
    /// The numbers that the weights depend on.
    package struct Parameters: Hashable, Sendable, Codable {
        /// The ridge, 0 to 1e9: as many users of weight 1 as it takes to be believed halfway.
        ///
        /// Weights are first divided by their root mean square, so that it means the same on every scale.
        package var lambda: Double
        /// The part of the ridge that is counted in mean diagonal elements, 0 to 1e6, added to `lambda`.
        package var relativeLambda: Double
        /// The power of a message's diagonal element by which its ridge grows, 0 to 2; 0: the same for all.
        package var diagonalExponent: Double
        /// The power of a user's whole weight by which the user is held back, 0 to 2; 0: not at all.
        package var activityExponent: Double
        /// What a pair of near steps counts beside a pair of engagements, 0 to 10.
        package var sequenceGain: Double
        /// The most steps between the messages of a pair, 1 to 1000.
        package var sequenceWindow: Int
        /// The factor for each further step between them, above 0, at most 1.
        package var sequenceDecay: Double
        /// The share p of each diagonal element that is added as dropout, at least 0, below 1.
        package var dropout: Double
        /// Whether every engagement weighs 1.
        package var isBinary: Bool
        /// The weights kept for each message, the greatest in size, at least 1.
        package var limit: Int
        /// The most messages with a user that are taken on, 1 to 20,000: n² floats of memory, n³ operations.
        package var maximumMessages: Int

        private enum CodingKeys: String, CodingKey {
            case lambda, dropout, limit
            case relativeLambda = "relative_lambda"
            case diagonalExponent = "diagonal_exponent"
            case activityExponent = "activity_exponent"
            case sequenceGain = "sequence_gain"
            case sequenceWindow = "sequence_window"
            case sequenceDecay = "sequence_decay"
            case isBinary = "is_binary"
            case maximumMessages = "maximum_messages"
        }

        package init(
            lambda: Double = 200, relativeLambda: Double = 0, diagonalExponent: Double = 0,
            activityExponent: Double = 0, sequenceGain: Double = 0, sequenceWindow: Int = 5,
            sequenceDecay: Double = 0.8, dropout: Double = 0, isBinary: Bool = true, limit: Int = 500,
            maximumMessages: Int = Self.mostMessages
        ) {
            self.lambda = lambda
            self.relativeLambda = relativeLambda
            self.diagonalExponent = diagonalExponent
            self.activityExponent = activityExponent
            self.sequenceGain = sequenceGain
            self.sequenceWindow = sequenceWindow
            self.sequenceDecay = sequenceDecay
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
    /// Messages that nobody engaged with take no part. Near steps can make the matrix indefinite; where they do, the weights are made without them.
    /// - Parameters:
    ///   - sequences: the users' steps in order, of the same users and messages; needed for a gain above 0.
    ///   - threads: those that count pairs; the inverse is made on the calling thread.
    /// - Throws: `GraphError.tooManyMessages`, `notPositiveDefinite` or `invalidParameter`.
    /// - Complexity: O(Σ over users of h² + n³) for histories h and n messages with a user; about 2 s for 3,000, four
    ///   minutes for 20,000. Blocks the calling thread: use one that is not shared.
    package static func build(
        _ matrix: EngagementMatrix, sequences: EngagementSequences? = nil, parameters: Parameters = Parameters(),
        threads: Int = 1
    ) throws(GraphError) -> ItemRows {
        try parameters.validate()
        let active = (0..<Int32(matrix.messageCount)).filter { !matrix.messageRows.range(Int($0)).isEmpty }
        guard active.count <= parameters.maximumMessages else {
            throw .tooManyMessages(got: active.count, limit: parameters.maximumMessages)
        }
        guard !active.isEmpty else { return ItemRows(rowsOfActive: [], edges: [], messageCount: matrix.messageCount) }
        let inverse = DenseSymmetric(size: active.count)
        do {
            try inverse.invert(matrix, active, sequences, parameters, threads: threads)
        } catch {
            guard case .notPositiveDefinite = error, sequences != nil, parameters.sequenceGain > 0 else { throw error }
            inverse.clear()
            try inverse.invert(matrix, active, nil, parameters, threads: threads)
        }
        return ItemRows(
            rowsOfActive: active,
            edges: inverse.ridgeEdges(limit: parameters.limit, threads: threads).map { edges in
                edges.map { ItemEdge(target: active[Int($0.target)], weight: $0.weight) }
            },
            messageCount: matrix.messageCount)
    }
}

extension RidgeWeights.Parameters {
    /// Checks every parameter.
    fileprivate func validate() throws(GraphError) {
        try GraphError.check("lambda", lambda, in: 0...1e9)
        try GraphError.check("relative_lambda", relativeLambda, in: 0...1e6)
        guard lambda + relativeLambda > 0 else {
            throw .invalidParameter(name: "lambda", got: lambda, expected: "above 0 where relative_lambda is 0")
        }
        try GraphError.check("diagonal_exponent", diagonalExponent, in: 0...2)
        try GraphError.check("activity_exponent", activityExponent, in: 0...2)
        try GraphError.check("sequence_gain", sequenceGain, in: 0...10)
        try GraphError.check("sequence_window", Double(sequenceWindow), in: 1...1000)
        try GraphError.check("sequence_decay", sequenceDecay, in: 1e-9...1)
        try GraphError.check("dropout", dropout, in: 0...0.999)
        try GraphError.checkCount("limit", limit)
        try GraphError.check(
            "maximum_messages", Double(maximumMessages), in: 1...Double(Self.mostMessages))
    }
}

extension DenseSymmetric {
    /// Fills the matrix of zeros and inverts it.
    fileprivate func invert(
        _ matrix: EngagementMatrix, _ active: [Int32], _ sequences: EngagementSequences?,
        _ parameters: RidgeWeights.Parameters, threads: Int
    ) throws(GraphError) {
        let scale = parameters.isBinary ? 1 : 1 / matrix.rootMeanSquareWeight
        let activity = matrix.activity(exponent: parameters.activityExponent, scale: scale, parameters.isBinary)
        addGram(
            of: matrix, active: active, activity: activity, isBinary: parameters.isBinary, scale: scale,
            threads: threads)
        addRidge(
            lambda: parameters.lambda, relative: parameters.relativeLambda, exponent: parameters.diagonalExponent,
            share: parameters.dropout / (1 - parameters.dropout))
        if let sequences, parameters.sequenceGain > 0 {
            addNearSteps(
                of: sequences, active: active, activity: activity, gain: parameters.sequenceGain,
                window: parameters.sequenceWindow, decay: parameters.sequenceDecay)
        }
        try invert()
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

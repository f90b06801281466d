#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// RP3β as weights from message to message: the walk message → user → message, computed before it is asked for.
///
/// With w the weights, N(j) the users of message j, and each row cut to its `limit` greatest weights:
///
///     P(a→b) = (w(a,b) / Σ w(a,·))^α
///     W[i][j] = Σ over users v of  P(i→v) · P(v→j) / |N(j)|^β      for i ≠ j
///
/// Paudel, Christoffel, Newell, Bernstein: "Updatable, Accurate, Diverse, and Scalable Recommendations for Interactive
/// Applications", ACM TiiS 2017.
package enum WalkRows {
    /// The numbers that the walk depends on.
    package struct Parameters: Hashable, Sendable, Codable {
        /// The exponent of every transition probability, 0 to 4.
        package var alpha: Double
        /// The exponent of the degree by which an arrived-at message is divided, 0 to 4.
        package var beta: Double
        /// The weights kept for each message, at least 1.
        package var limit: Int
        /// The users through whom a message is left, its weightiest, at least 1; `Int.max` follows all.
        ///
        /// Pruning helps as in Pixie (Eksombatchai and others, "Pixie: A System for Recommending 3+ Billion Items to
        /// 200+ Million Users in Real-Time", WWW 2018).
        package var maximumFanOut: Int

        private enum CodingKeys: String, CodingKey {
            case alpha, beta, limit
            case maximumFanOut = "maximum_fan_out"
        }

        package init(alpha: Double = 0.6, beta: Double = 0.5, limit: Int = 200, maximumFanOut: Int = 10_000) {
            self.alpha = alpha
            self.beta = beta
            self.limit = limit
            self.maximumFanOut = maximumFanOut
        }
    }

    /// Builds the rows; the same at any number of threads.
    ///
    /// - Throws: `GraphError.invalidParameter`.
    /// - Complexity: O(Σ over messages of the engagements of the users followed); blocks the calling thread.
    package static func build(
        _ matrix: EngagementMatrix, parameters: Parameters = Parameters(), threads: Int = 1
    ) throws(GraphError) -> ItemRows {
        for (name, value) in [("alpha", parameters.alpha), ("beta", parameters.beta)] {
            try GraphError.check(name, value, in: 0...4)
        }
        try GraphError.checkCount("limit", parameters.limit)
        try GraphError.checkCount("maximum_fan_out", parameters.maximumFanOut)
        let (links, linkWeights) = matrix.messageRows.weightiest(
            parameters.maximumFanOut, weights: matrix.messageWeights)
        let scale = (0..<matrix.messageCount).map {
            pow(Double(max(1, matrix.messageRows.range($0).count)), -parameters.beta)
        }
        let left = links.poweredShares(of: linkWeights, alpha: parameters.alpha)
        let right = matrix.userRows.poweredShares(of: matrix.userWeights, alpha: parameters.alpha)
        return ItemRowBuilder.build(
            messageCount: matrix.messageCount, limit: parameters.limit, threads: threads, scale: { scale[$1] },
            fill: { matrix.addProduct(of: $0, links: links, left: left, right: right, to: $1) })
    }
}

extension GraphError {
    /// Refuses a number outside its range; NaN lies in none.
    static func check(_ name: String, _ value: Double, in range: ClosedRange<Double>) throws(GraphError) {
        guard range.contains(value) else {
            throw .invalidParameter(
                name: name, got: value, expected: "\(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// Refuses a number of things below 1.
    static func checkCount(_ name: String, _ value: Int) throws(GraphError) {
        guard value >= 1 else { throw .invalidParameter(name: name, got: Double(value), expected: "at least 1") }
    }
}

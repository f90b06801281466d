internal import Columns

/// The cosine between the users of two messages as weights from message to message, held back where little is known.
///
/// A message is scored by its nearest messages only, `limit` of them, so rows have any length.
///
///     W[i][j] = Σ over users v of  w(v,i) · w(v,j) / (|w(·,i)| · |w(·,j)| + shrink)      for i ≠ j
///
/// Sarwar, Karypis, Konstan, Riedl: "Item-Based Collaborative Filtering Recommendation Algorithms", WWW 2001.
package enum CosineRows {
    /// The numbers that the weights depend on.
    package struct Parameters: Hashable, Sendable, Codable {
        /// What is added to the product of the lengths, 0 to 1e6: it holds back pairs that few users link.
        package var shrink: Double
        /// Whether every engagement weighs 1.
        package var isBinary: Bool
        /// The nearest messages that each message keeps and is recommended by, at least 1.
        package var limit: Int

        private enum CodingKeys: String, CodingKey {
            case shrink, limit
            case isBinary = "is_binary"
        }

        package init(shrink: Double = 10, isBinary: Bool = true, limit: Int = 100) {
            self.shrink = shrink
            self.isBinary = isBinary
            self.limit = limit
        }
    }

    /// Builds the rows; the same at any number of threads.
    ///
    /// - Throws: `GraphError.invalidParameter`.
    /// - Complexity: O(Σ over messages of the engagements of their users); blocks the calling thread.
    package static func build(
        _ matrix: EngagementMatrix, parameters: Parameters = Parameters(), threads: Int = 1
    ) throws(GraphError) -> ItemRows {
        try GraphError.check("shrink", parameters.shrink, in: 0...1e6)
        try GraphError.checkCount("limit", parameters.limit)
        let left = parameters.isBinary ? matrix.messageWeights.ones : matrix.messageWeights
        let right = parameters.isBinary ? matrix.userWeights.ones : matrix.userWeights
        let lengths = (0..<matrix.messageCount).map { message in
            matrix.messageRows.range(message).reduce(0.0) { $0 + Double(left[$1]) * Double(left[$1]) }.squareRoot()
        }
        let messageRows = matrix.messageRows
        let nearest = ItemRowBuilder.build(
            messageCount: matrix.messageCount, limit: parameters.limit, threads: threads,
            scale: { message, target in 1 / (lengths[message] * lengths[target] + parameters.shrink) },
            fill: { matrix.addProduct(of: $0, links: messageRows, left: left, right: right, to: $1) })
        return nearest.transposed()
    }
}

extension FlatColumn<Float> {
    /// As many ones.
    var ones: FlatColumn<Float> { FlatColumn(repeatElement(1, count: count)) }
}

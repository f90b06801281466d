package import Columns

/// Users by messages with a weight for each engagement: what item weights are computed from.
///
/// - Complexity: about 16 bytes an engagement and 8 bytes a user and message.
/// - Thread safety: an immutable value.
package struct EngagementMatrix: Sendable {
    let userRows: CompressedRows
    let userWeights: FlatColumn<Float>
    let messageRows: CompressedRows
    let messageWeights: FlatColumn<Float>

    /// Takes the rows of users after checking each offset, message and weight.
    ///
    /// - Parameters:
    ///   - offsets: where each user's engagements begin; users + 1 elements.
    ///   - messages: the messages of each user, ascending and without repetition.
    ///   - weights: the weight of each engagement, finite and above 0.
    /// - Throws: `GraphError` naming the column and element that is wrong.
    /// - Complexity: O(users + messages + engagements).
    package init(
        offsets: FlatColumn<Int64>, messages: FlatColumn<Int32>, weights: FlatColumn<Float>, messageCount: Int
    ) throws(GraphError) {
        let rows = try CompressedRows(
            offsets: offsets, targets: messages, rowCount: offsets.count - 1, targetCount: messageCount,
            name: "engagements")
        guard weights.count == messages.count else {
            throw .invalidCount(column: "engagementsWeights", got: weights.count, expected: messages.count)
        }
        if let index = weights.withUnsafeBuffer({ values in values.firstIndex { !($0 > 0 && $0.isFinite) } }) {
            throw .invalidValue(
                column: "engagementsWeights", index: index, got: weights[index], expected: "a finite weight above 0")
        }
        self.init(trusted: rows, weights: weights, messageCount: messageCount)
    }

    init(trusted rows: CompressedRows, weights: FlatColumn<Float>, messageCount: Int) {
        userRows = rows
        userWeights = weights
        let (turned, origin) = rows.transposed(rowCount: messageCount)
        messageRows = turned
        messageWeights = weights.withUnsafeBuffer { weights in FlatColumn(origin.map { weights[$0] }) }
    }

    /// The number of users.
    package var userCount: Int { userRows.count }
    /// The number of messages.
    package var messageCount: Int { messageRows.count }
    /// The number of engagements.
    package var engagementCount: Int { userRows.targets.count }

    /// Adds Σ over users v of `left[v, message] × right[v, j]` to the sum of each message j.
    ///
    /// - Parameters:
    ///   - links: the rows of messages to users that are followed, with the left factors beside them.
    ///   - right: a factor for each engagement of `userRows`.
    func addProduct(
        of message: Int, links: CompressedRows, left: FlatColumn<Float>, right: FlatColumn<Float>, to sums: SparseSum
    ) {
        userRows.withUnsafeRows { offsets, messages in
            links.withUnsafeRows { linkOffsets, users in
                left.withUnsafeBuffer { left in
                    right.withUnsafeBuffer { right in
                        for link in Int(linkOffsets[message])..<Int(linkOffsets[message + 1]) {
                            let user = Int(users[link])
                            sums.add(
                                Double(left[link]), times: right, at: messages,
                                in: Int(offsets[user])..<Int(offsets[user + 1]))
                        }
                    }
                }
            }
        }
    }
}

extension EngagementGraph {
    /// The decayed weights of all edges, for the methods that compute item weights.
    ///
    /// - Complexity: O(users + messages + edges).
    package var matrix: EngagementMatrix {
        EngagementMatrix(trusted: userRows, weights: columns.userWeights, messageCount: messageCount)
    }
}

package import Columns

/// Weights from message to message in compressed rows: "who knows this one will want that one".
///
/// - Format: `offsets` has one element more than there are messages; the row of message `i` is
///   `targets[offsets[i] ..< offsets[i + 1]]`, ascending and without repetition, with a weight beside each target.
///   Weights are finite and may be negative: ridge weights say what speaks against a message, too.
/// - Complexity: 8 bytes an edge and 8 a message.
/// - Thread safety: an immutable value.
package struct ItemRows: Sendable {
    let rows: CompressedRows
    /// The weight of each edge; as many elements as `targets`.
    package let weights: FlatColumn<Float>
    let pool: ScratchPool<SparseSum>

    /// Takes columns of outside origin after checking all of them, each element.
    ///
    /// - Throws: `GraphError` naming the column, by `name`, and the element that is wrong.
    /// - Complexity: O(messages + edges).
    package init(
        offsets: FlatColumn<Int64>, targets: FlatColumn<Int32>, weights: FlatColumn<Float>, messageCount: Int,
        name: String = "items"
    ) throws(GraphError) {
        rows = try CompressedRows(
            offsets: offsets, targets: targets, rowCount: messageCount, targetCount: messageCount, name: name)
        guard weights.count == targets.count else {
            throw .invalidCount(column: "\(name)Weights", got: weights.count, expected: targets.count)
        }
        if let index = weights.withUnsafeBuffer({ values in values.firstIndex { !$0.isFinite } }) {
            throw .invalidValue(
                column: "\(name)Weights", index: index, got: weights[index], expected: "a finite weight")
        }
        self.weights = weights
        pool = SparseSum.pool(capacity: messageCount)
    }

    /// Takes rows that a builder made.
    init(trusted rows: CompressedRows, weights: FlatColumn<Float>) {
        self.rows = rows
        self.weights = weights
        pool = SparseSum.pool(capacity: rows.count)
    }

    /// Where each message's row begins; one element more than there are messages.
    package var offsets: FlatColumn<Int64> { rows.offsets }
    /// The messages that each row leads to.
    package var targets: FlatColumn<Int32> { rows.targets }
    /// The number of messages.
    package var messageCount: Int { rows.count }
    /// The number of weights.
    package var edgeCount: Int { rows.targets.count }
    /// The memory of the columns.
    package var byteCount: Int { 8 * offsets.count + 8 * edgeCount }

    /// The same weights the other way around.
    ///
    /// - Complexity: O(messages + edges).
    func transposed() -> ItemRows {
        let (turned, origin) = rows.transposed(rowCount: messageCount)
        return ItemRows(
            trusted: turned, weights: weights.withUnsafeBuffer { weights in FlatColumn(origin.map { weights[$0] }) })
    }

    /// The weight from one message to another; 0 without an edge or for an ordinal that is no message's.
    ///
    /// - Complexity: O(log row length).
    package func weight(from message: Int32, to target: Int32) -> Double {
        guard message >= 0, Int(message) < messageCount, let position = rows.position(of: target, in: Int(message))
        else { return 0 }
        return Double(weights[position])
    }

    /// The messages that `message` leads to, ascending, with their weights.
    package func row(_ message: Int32) -> [(message: Int32, weight: Float)] {
        guard message >= 0, Int(message) < messageCount else { return [] }
        return rows.range(Int(message)).map { (targets[$0], weights[$0]) }
    }
}

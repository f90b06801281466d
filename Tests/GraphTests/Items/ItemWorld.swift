import Columns
import Graph
import TestNumbers

/// Users by messages with random weights, and item weights recounted from them by plain sums of doubles.
struct ItemWorld: Sendable {
    let dense: [[Double]]
    let messageCount: Int

    init(_ dense: [[Double]]) {
        self.dense = dense
        messageCount = dense.first?.count ?? 0
    }

    init(seed: UInt64, users: Int = 20, messages: Int = 30, density: Double = 0.2) {
        var random = SeededGenerator(seed: seed)
        self.init(
            (0..<users).map { _ in
                (0..<messages).map { _ in
                    Double.random(in: 0..<1, using: &random) < density
                        ? Double(Int.random(in: 1...40, using: &random)) / 8 : 0
                }
            })
    }

    func matrix() throws -> EngagementMatrix {
        var offsets: [Int64] = [0]
        var messages: [Int32] = []
        var weights: [Float] = []
        for row in dense {
            for (message, weight) in row.enumerated() where weight > 0 {
                messages.append(Int32(message))
                weights.append(Float(weight))
            }
            offsets.append(Int64(messages.count))
        }
        return try EngagementMatrix(
            offsets: FlatColumn(offsets), messages: FlatColumn(messages), weights: FlatColumn(weights),
            messageCount: messageCount)
    }
}

extension ItemRows {
    /// All weights, zeros included.
    var dense: [[Double]] {
        (0..<Int32(messageCount)).map { from in (0..<Int32(messageCount)).map { weight(from: from, to: $0) } }
    }
}

/// The greatest difference between two matrices of one shape.
func greatestDifference(_ left: [[Double]], _ right: [[Double]]) -> Double {
    zip(left.joined(), right.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// A matrix with only the `limit` elements of greatest size in each row, equal ones by their place.
func cut(_ matrix: [[Double]], to limit: Int) -> [[Double]] {
    matrix.map { row in
        let kept = Set(row.indices.sorted { (-abs(Float(row[$0])), $0) < (-abs(Float(row[$1])), $1) }.prefix(limit))
        return row.indices.map { kept.contains($0) ? row[$0] : 0 }
    }
}

internal import Columns

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension CompressedRows {
    /// The transition probabilities of these rows, each edge's share of its row's weight to the power `alpha`.
    ///
    /// They are above 0 and at most 1: a walk takes 0 for "not yet reached".
    /// - Complexity: O(rows + targets).
    func poweredShares(of weights: FlatColumn<Float>, alpha: Double) -> FlatColumn<Float> {
        FlatColumn(count: weights.count) { buffer in
            weights.withUnsafeBuffer { weights in
                withUnsafeRows { offsets, _ in
                    for row in 0..<count {
                        let range = Int(offsets[row])..<Int(offsets[row + 1])
                        let total = range.reduce(0.0) { $0 + Double(weights[$1]) }
                        for edge in range {
                            let share = pow(Double(weights[edge]) / total, alpha)
                            buffer.initializeElement(at: edge, to: atLeastNormal(share))
                        }
                    }
                }
            }
        }
    }

    /// The rows with only their `limit` weightiest targets, equal ones by `later` and then by ordinal, and their weights.
    ///
    /// - Parameter later: where weights are equal, the target with the greater number here is kept; nil: by ordinal.
    /// - Complexity: O(targets log limit); O(rows) and nothing copied where every row fits.
    func weightiest(
        _ limit: Int, weights: FlatColumn<Float>, later: FlatColumn<Int64>? = nil
    ) -> (rows: CompressedRows, weights: FlatColumn<Float>) {
        guard (0..<count).contains(where: { range($0).count > limit }) else { return (self, weights) }
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(count + 1)
        var kept: [Int32] = []
        var keptWeights: [Float] = []
        for row in 0..<count {
            let range = range(row)
            if range.count <= limit {
                kept.append(contentsOf: targets.array(range))
                keptWeights.append(contentsOf: weights.array(range))
            } else {
                var top = BoundedTop<WeightyEdge>(limit: limit)
                for edge in range {
                    top.insert(WeightyEdge(position: edge, weight: weights[edge], time: later?[edge] ?? 0))
                }
                for position in top.held.map(\.position).sorted() {
                    kept.append(targets[position])
                    keptWeights.append(weights[position])
                }
            }
            offsets.append(Int64(kept.count))
        }
        return (CompressedRows(trusted: FlatColumn(offsets), targets: FlatColumn(kept)), FlatColumn(keptWeights))
    }
}

/// The nearest float that is not below the smallest normal one.
func atLeastNormal(_ value: Double) -> Float { max(Float(value), .leastNormalMagnitude) }

/// An edge that competes for a place among the kept ones.
private struct WeightyEdge: Rankable {
    let position: Int
    let weight: Float
    let time: Int64

    func precedes(_ other: WeightyEdge) -> Bool {
        if weight != other.weight { return weight > other.weight }
        return time != other.time ? time > other.time : position < other.position
    }
}

internal import Columns

extension Forest {
    /// The exact path-dependent TreeSHAP contributions of one row.
    ///
    /// Lundberg, Erion et al., "From local explanations to global understanding with explainable AI for trees", Nature
    /// Machine Intelligence 2020, Algorithm 2, in double precision. With the expected value they sum to the margin
    /// added up in double precision, within 1e-9. From `margin(_:)` they differ by that single-precision sum's own
    /// rounding: at most trees × 2⁻²⁴ × the largest partial sum, in practice below 1e-5 for 300 trees; see
    /// `ShapValues.rounding`.
    ///
    /// - Parameter row: at least `featureCount` values, NaN for missing; fewer is a programming error.
    /// - Complexity: O(leaves × depth²) over all trees.
    package func shapValues(_ row: [Float]) -> ShapValues {
        precondition(row.count >= featureCount, "too few feature values")
        var values = [Double](repeating: 0, count: featureCount)
        let depth = depths.max() ?? 0
        // Level k of the walk owns k + 1 path elements, one level after another.
        let capacity = (depth + 2) * (depth + 3) / 2
        withUnsafeTemporaryAllocation(of: TreeShap.Step.self, capacity: capacity) { scratch in
            scratch.initialize(repeating: TreeShap.Step())
            columns.nodes.withUnsafeBuffer { nodes in
                columns.covers.withUnsafeBuffer { covers in
                    values.withUnsafeMutableBufferPointer { values in
                        for tree in 0..<treeCount {
                            let range = Int(columns.treeStarts[tree])..<Int(columns.treeStarts[tree + 1])
                            let walk = TreeShap(
                                nodes: UnsafeBufferPointer(rebasing: nodes[range]),
                                covers: UnsafeBufferPointer(rebasing: covers[range]), row: row, values: values)
                            walk.add(scratch: scratch)
                        }
                    }
                }
            }
        }
        return ShapValues(values: values, expectedValue: expectedValue, margin: margin(row))
    }
}

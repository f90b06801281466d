internal import CKernels
internal import Columns

extension Forest {
    /// The exact path-dependent TreeSHAP contributions of one row.
    ///
    /// See `shapValues(rows:count:kernels:)`, which explains several rows in little more time than one.
    ///
    /// - Parameter row: at least `featureCount` values, NaN for missing; fewer is a programming error.
    package func shapValues(_ row: [Float]) -> ShapValues {
        let values = contributions(rows: row, count: 1, kernels: .best)
        return ShapValues(values: values, expectedValue: expectedValue, margin: margin(row))
    }

    /// The exact path-dependent TreeSHAP contributions of `count` row-major rows.
    ///
    /// The values of Lundberg, Erion et al., "From local explanations to global understanding with explainable AI for
    /// trees", Nature Machine Intelligence 2020, in double precision, each as an integral that Gauss and Legendre's rule
    /// gives exactly; CKernels' `shap_template.h` derives it. With the expected value they sum to the margin added up in
    /// double precision, within 1e-9. From `margin(_:)` they differ by that single-precision sum's own rounding: at most
    /// trees × 2⁻²⁴ × the largest partial sum, in practice below 1e-5 for 300 trees; see `ShapValues.rounding`.
    ///
    /// A row's values have the same bits whatever rows are beside it and whichever kernels run.
    ///
    /// - Parameters:
    ///   - rows: at least `count × featureCount` values, NaN for missing; fewer is a programming error.
    ///   - count: the number of rows; 16 at a time share one walk.
    ///   - kernels: the instruction set.
    /// - Returns: one explanation a row.
    /// - Complexity: O(⌈count / 16⌉ × nodes × depth) time, O(16 × features) memory; nothing is prepared or kept.
    package func shapValues(rows: [Float], count: Int, kernels: ShapKernels = .best) -> [ShapValues] {
        let values = contributions(rows: rows, count: count, kernels: kernels)
        let margins = margins(rows: rows, count: count)
        return (0..<count).map { row in
            ShapValues(
                values: Array(values[(row * featureCount)..<((row + 1) * featureCount)]), expectedValue: expectedValue,
                margin: margins[row])
        }
    }

    /// The contributions of `count` rows, row-major.
    private func contributions(rows: [Float], count: Int, kernels: ShapKernels) -> [Double] {
        let (cells, overflow) = count.multipliedReportingOverflow(by: featureCount)
        precondition(count >= 0 && !overflow && rows.count >= cells, "too few feature values")
        // Sixteen rows would double the stack that the deepest trees need.
        let isShallow = (depths.max() ?? 0) <= Int(CK_SHAP_SHALLOW)
        var result = [Double](repeating: 0, count: cells)
        var first = 0
        while first < count {
            let lanes = isShallow && count - first > 8 ? 16 : 8
            let block = first..<min(count, first + lanes)
            let columns = laneColumns(rows: rows, block: block, lanes: lanes)
            let sums = laneSums(columns: columns, tree: lanes == 16 ? kernels.tree16 : kernels.tree8, lanes: lanes)
            for (lane, row) in block.enumerated() {
                for feature in 0..<featureCount { result[row * featureCount + feature] = sums[feature * lanes + lane] }
            }
            first = block.upperBound
        }
        return result
    }

    /// The rows of a block as columns, one lane a row.
    ///
    /// A feature has two: one where missing values go left, one where they go right. Lanes without a row are zero.
    private func laneColumns(rows: [Float], block: Range<Int>, lanes: Int) -> [Double] {
        var columns = [Double](repeating: 0, count: 2 * featureCount * lanes)
        for (lane, row) in block.enumerated() {
            for feature in 0..<featureCount {
                let value = rows[row * featureCount + feature]
                // Minus infinity moves up to make room for what is below it.
                let finite = max(Double(value), CK_SHAP_LOWEST)
                columns[2 * feature * lanes + lane] = value.isNaN ? -.infinity : finite
                columns[(2 * feature + 1) * lanes + lane] = value.isNaN ? .infinity : finite
            }
        }
        return columns
    }

    /// The contributions of all trees to a block, one sum a feature and lane.
    private func laneSums(columns: [Double], tree: ShapKernels.Tree, lanes: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: featureCount * lanes)
        var levels = [UInt16](repeating: 0, count: featureCount)
        sums.withUnsafeMutableBufferPointer { sums in
            levels.withUnsafeMutableBufferPointer { levels in
                columns.withUnsafeBufferPointer { columns in
                    withNodes { nodes, covers, starts in
                        for index in 0..<treeCount {
                            let rule = rules[(depths[index] + 1) / 2]
                            rule.points.withUnsafeBufferPointer { points in
                                rule.weights.withUnsafeBufferPointer { weights in
                                    var task = ck_shap_task(
                                        nodes: nodes + Int(starts[index]), covers: covers + Int(starts[index]),
                                        depth: depths[index], points: points.baseAddress, weights: weights.baseAddress,
                                        point_count: points.count, columns: columns.baseAddress,
                                        values: sums.baseAddress, levels: levels.baseAddress)
                                    tree(&task)
                                }
                            }
                        }
                    }
                }
            }
        }
        return sums
    }

    /// Lends the columns to C, whose node has the layout of `ForestNode`; a forest without nodes has nothing to lend.
    private func withNodes(
        _ body: (UnsafePointer<ck_shap_node>, UnsafePointer<Float>, UnsafeBufferPointer<UInt32>) -> Void
    ) {
        columns.nodes.withUnsafeBytes { nodes in
            columns.covers.withUnsafeBuffer { covers in
                columns.treeStarts.withUnsafeBuffer { starts in
                    guard let nodes = nodes.baseAddress, let covers = covers.baseAddress else { return }
                    body(nodes.assumingMemoryBound(to: ck_shap_node.self), covers, starts)
                }
            }
        }
    }
}

internal import CKernels
internal import Columns

/// The splits of a forest, each with the leaves that remain for a row that goes right, for trees of few leaves.
///
/// `scoring_kernels.h` says how margins are computed from them and names the paper.
///
/// - Thread safety: immutable.
struct LeafMasks: Sendable {
    /// The splits of all trees, in the order of their nodes.
    private let splits: FlatColumn<ck_scoring_split>
    /// Where each tree's splits begin; one more than there are trees.
    private let starts: FlatColumn<UInt32>
    /// The leaf values of each tree from left to right, in `CK_SCORING_LEAVES` places.
    private let leaves: FlatColumn<Float>
    private let treeCount: Int

    /// Lists the splits of validated columns; nil where a tree has more leaves than a mask has bits.
    ///
    /// - Complexity: O(nodes · depth).
    init?(_ columns: ForestColumns) {
        let most = Int(CK_SCORING_LEAVES)
        let trees = columns.treeStarts.count - 1
        var (splits, starts): ([ck_scoring_split], [UInt32]) = ([], [0])
        var leaves = [Float](repeating: 0, count: trees * most)
        for tree in 0..<trees {
            let first = Int(columns.treeStarts[tree])
            let nodes = Int(columns.treeStarts[tree + 1]) - first
            // A tree of n leaves has 2n − 1 nodes.
            guard nodes <= 2 * most - 1 else { return nil }
            var found = 0
            /// Numbers the leaves below a node from left to right, lists its splits, and returns its leaves' bits.
            func visit(_ index: Int) -> UInt32 {
                let node = columns.nodes[first + index]
                if Int(node.child) == index {
                    leaves[tree * most + found] = node.value
                    found += 1
                    return 1 << UInt32(found - 1)
                }
                let left = visit(Int(node.child))
                splits.append(
                    ck_scoring_split(
                        threshold: node.threshold, feature_and_missing: node.featureAndMissing, keeps: ~left))
                return left | visit(Int(node.child) + 1)
            }
            _ = visit(0)
            starts.append(UInt32(splits.count))
        }
        self.splits = FlatColumn(splits)
        self.starts = FlatColumn(starts)
        self.leaves = FlatColumn(leaves)
        treeCount = trees
    }

    /// Writes `stride` margins to `output`, of which the first `count` mean something.
    ///
    /// - Parameters:
    ///   - places: for each feature its column, or -1 where `fixed` has its value.
    ///   - columns: columns of `stride` values, a multiple of `Forest.rowBlock`.
    func margins(
        base: Float, fixed: [Float], places: [Int32], columns: [Float], stride: Int, count: Int,
        kernels: ScoringKernels, into output: UnsafeMutablePointer<Float>
    ) {
        withUnsafeTemporaryAllocation(of: ck_scoring_open_split.self, capacity: max(1, splits.count)) { open in
            withUnsafeTemporaryAllocation(of: ck_scoring_open_tree.self, capacity: max(1, treeCount)) { trees in
                splits.withUnsafeBuffer { splits in
                    starts.withUnsafeBuffer { starts in
                        leaves.withUnsafeBuffer { leaves in
                            fixed.withUnsafeBufferPointer { fixed in
                                places.withUnsafeBufferPointer { places in
                                    columns.withUnsafeBufferPointer { columns in
                                        var forest = ck_scoring_forest(
                                            splits: splits.baseAddress, starts: starts.baseAddress,
                                            leaves: leaves.baseAddress, trees: treeCount, base: base)
                                        var rows = ck_scoring_rows(
                                            fixed: fixed.baseAddress, places: places.baseAddress,
                                            columns: columns.baseAddress, stride: stride, count: count)
                                        var scratch = ck_scoring_scratch(
                                            splits: open.baseAddress, trees: trees.baseAddress)
                                        kernels.margins(&forest, &rows, &scratch, output)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

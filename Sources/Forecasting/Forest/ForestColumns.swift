package import Columns

/// The flat columns of a forest: what a snapshot writes and maps.
///
/// Tree t's nodes are `nodes[treeStarts[t] ..< treeStarts[t + 1]]`, breadth first from its root, the two children of a
/// split side by side: so a child always has a greater number than its parent, and there is exactly one valid order.
package struct ForestColumns: Sendable {
    /// All trees' nodes, one tree after another.
    package let nodes: FlatColumn<ForestNode>
    /// The sum of hessians of the training rows that reached each node, finite and 0 or more; as many as `nodes`.
    package let covers: FlatColumn<Float>
    /// The first node of each tree, then the number of nodes; trees + 1 values that begin at 0.
    package let treeStarts: FlatColumn<UInt32>

    /// Groups three columns; `Forest.init(columns:…)` checks them.
    package init(nodes: FlatColumn<ForestNode>, covers: FlatColumn<Float>, treeStarts: FlatColumn<UInt32>) {
        self.nodes = nodes
        self.covers = covers
        self.treeStarts = treeStarts
    }

    /// Checks counts, starts and every node, and returns the depth of each tree.
    ///
    /// - Throws: `ForestError` naming the first tree and node that break the form.
    /// - Complexity: O(nodes).
    func validate(featureCount: Int) throws(ForestError) -> [Int] {
        guard covers.count == nodes.count else {
            throw .invalidModel(
                field: "covers", value: "\(covers.count) values", expected: "\(nodes.count), one per node")
        }
        guard treeStarts.count >= 1, treeStarts[0] == 0, Int(treeStarts[treeStarts.count - 1]) == nodes.count else {
            throw .invalidModel(
                field: "treeStarts", value: "\(treeStarts.count) values",
                expected: "a sequence from 0 to the \(nodes.count) nodes")
        }
        var depths: [Int] = []
        for tree in 0..<(treeStarts.count - 1) {
            let start = Int(treeStarts[tree])
            let end = Int(treeStarts[tree + 1])
            guard start < end, end <= nodes.count else {
                throw .invalidModel(
                    field: "treeStarts[\(tree + 1)]", value: "\(end)", expected: "\(start + 1)...\(nodes.count)")
            }
            depths.append(try validate(tree: tree, range: start..<end, featureCount: featureCount))
        }
        return depths
    }

    private func validate(tree: Int, range: Range<Int>, featureCount: Int) throws(ForestError) -> Int {
        func invalid(_ node: Int, _ field: String, _ expected: String) -> ForestError {
            .invalidNode(tree: tree, node: node, field: field, expected: expected)
        }
        // Breadth-first order means that the splits, in order, own the pairs 1-2, 3-4, …: a single counter proves that
        // every node has exactly one parent before it, hence no cycle and no orphan.
        var nextChild = 1
        var depth = 0
        var levelEnd = 1
        for index in 0..<range.count {
            if index == levelEnd {
                depth += 1
                levelEnd = nextChild
                guard depth <= Forest.maximumDepth else {
                    throw invalid(index, "depth", "at most \(Forest.maximumDepth)")
                }
            }
            let node = nodes[range.lowerBound + index]
            let cover = covers[range.lowerBound + index]
            guard cover >= 0, cover.isFinite else { throw invalid(index, "cover", "a finite number, 0 or more") }
            if Int(node.child) == index {
                guard node.threshold.isNaN else { throw invalid(index, "threshold", "NaN in a leaf") }
                guard node.featureAndMissing == 0 else { throw invalid(index, "feature", "0 in a leaf") }
                guard node.value.isFinite else { throw invalid(index, "value", "a finite leaf value") }
            } else {
                guard Int(node.child) == nextChild, nextChild + 1 < range.count else {
                    throw invalid(
                        index, "child", "\(nextChild), with its sibling inside the tree's \(range.count) nodes")
                }
                guard !node.threshold.isNaN else { throw invalid(index, "threshold", "a number in a split") }
                guard node.feature < featureCount else { throw invalid(index, "feature", "below \(featureCount)") }
                guard node.value == 0 else { throw invalid(index, "value", "0 in a split") }
                nextChild += 2
            }
        }
        guard nextChild == range.count else {
            throw invalid(nextChild, "parent", "one split that points to the node")
        }
        return depth
    }
}

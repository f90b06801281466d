/// A node and what it is worth, at least 0.
struct WorthyNode {
    let worth: Double
    let node: Int32

    /// Whether this node comes before `other`: by falling worth, equal ones by ordinal.
    @inline(__always)
    func precedes(_ other: WorthyNode) -> Bool {
        worth != other.worth ? worth > other.worth : node < other.node
    }
}

/// Sorts nodes by falling worth, equal ones by ordinal.
///
/// Three counting passes over the upper half of a worth's bits, which rise with it, least first; what they leave equal is
/// compared. A bounded hop asks for thousands of the first among tens of thousands, where a heap takes several times as long.
///
/// - Complexity: O(n) but for nodes whose worths agree to six digits.
enum FallingWorth {
    private static let digit = 11
    private static let passes = 3
    /// Fewer are compared only.
    private static let few = 32

    static func sort(_ nodes: inout [WorthyNode]) {
        guard nodes.count > few else { return nodes.sort { $0.precedes($1) } }
        let size = 1 << digit
        var counts = [Int32](repeating: 0, count: passes * size)
        for node in nodes {
            let key = key(node)
            for pass in 0..<passes { counts[pass * size + place(key, pass)] += 1 }
        }
        for pass in 0..<passes {
            var sum: Int32 = 0
            for index in pass * size..<(pass + 1) * size {
                (counts[index], sum) = (sum, sum + counts[index])
            }
        }
        var other = nodes
        counts.withUnsafeMutableBufferPointer { counts in
            nodes.withUnsafeMutableBufferPointer { nodes in
                other.withUnsafeMutableBufferPointer { other in
                    for pass in 0..<passes {
                        let (source, target) = pass % 2 == 0 ? (nodes, other) : (other, nodes)
                        for node in source {
                            let count = pass * size + place(key(node), pass)
                            target[Int(counts[count])] = node
                            counts[count] += 1
                        }
                    }
                }
            }
        }
        swap(&nodes, &other)
        sortRuns(&nodes)
    }

    /// Small for what is worth much, so that the most comes first.
    @inline(__always)
    private static func key(_ node: WorthyNode) -> UInt32 { ~UInt32(truncatingIfNeeded: node.worth.bitPattern >> 31) }

    @inline(__always)
    private static func place(_ key: UInt32, _ pass: Int) -> Int {
        Int(key >> UInt32(pass * digit)) & (1 << digit - 1)
    }

    /// Sorts each run of equal keys.
    private static func sortRuns(_ nodes: inout [WorthyNode]) {
        var first = 0
        while first < nodes.count {
            let key = key(nodes[first])
            var end = first + 1
            while end < nodes.count, self.key(nodes[end]) == key { end += 1 }
            if end - first > 1 { nodes[first..<end].sort { $0.precedes($1) } }
            first = end
        }
    }
}

extension CompressedRows {
    /// The number of edges of some rows.
    func edgeCount(of nodes: some Sequence<Int32>) -> Int {
        withUnsafeRows { offsets, _ in
            nodes.reduce(0) { $0 + Int(offsets[Int($1) + 1] - offsets[Int($1)]) }
        }
    }

    /// The nodes that a hop of at most `steps` edges follows, by falling mass an edge, and those that it leaves out.
    ///
    /// Mass an edge, and not mass alone: that gets the most mass across for the steps, and prefers those who are
    /// particular. A node whose edges no longer fit is left out, and everything is once less than a sixteenth of the steps
    /// is left, so only a node with more edges than that can be passed over.
    /// - Complexity: that of `FallingWorth.sort` for n nodes.
    func heaviest(
        _ nodes: [(mass: Double, node: Int32)], steps: Int
    ) -> (followed: [Int32], left: [Int32]) {
        withUnsafeRows { offsets, _ in
            var falling = nodes.map { mass, node in
                WorthyNode(
                    worth: mass / Double(max(1, offsets[Int(node) + 1] - offsets[Int(node)])), node: node)
            }
            FallingWorth.sort(&falling)
            var (followed, left): ([Int32], [Int32]) = ([], [])
            var rest = Int64(steps)
            for worthy in falling {
                let degree = offsets[Int(worthy.node) + 1] - offsets[Int(worthy.node)]
                if rest >= max(1, steps / 16), degree <= rest {
                    followed.append(worthy.node)
                    rest -= degree
                } else {
                    left.append(worthy.node)
                }
            }
            return (followed, left)
        }
    }
}

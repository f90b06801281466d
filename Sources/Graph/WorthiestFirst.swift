/// Nodes by falling worth, equal ones by ordinal: a heap, since a bounded hop asks for the first of them only.
///
/// - Complexity: O(n) to make, O(log n) a node.
struct WorthiestFirst {
    private var heap: [(worth: Double, node: Int32)]

    init(_ nodes: [(worth: Double, node: Int32)]) {
        heap = nodes
        for parent in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(parent) }
    }

    /// Takes the worthiest node out; nil when none is left.
    mutating func next() -> Int32? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return last.node }
        heap[0] = last
        sink(0)
        return first.node
    }

    /// The nodes that were not taken, in no order.
    var rest: [Int32] { heap.map(\.node) }

    private mutating func sink(_ start: Int) {
        let moving = heap[start]
        var parent = start
        while true {
            var child = 2 * parent + 1
            if child >= heap.count { break }
            if child + 1 < heap.count, Self.isBefore(heap[child + 1], heap[child]) { child += 1 }
            if !Self.isBefore(heap[child], moving) { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = moving
    }

    @inline(__always)
    private static func isBefore(_ left: (worth: Double, node: Int32), _ right: (worth: Double, node: Int32)) -> Bool {
        left.worth != right.worth ? left.worth > right.worth : left.node < right.node
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
    /// - Complexity: O(n + f log n) for n nodes, f of them followed.
    func heaviest(
        _ nodes: [(mass: Double, node: Int32)], steps: Int
    ) -> (followed: [Int32], left: [Int32]) {
        var heaviest = withUnsafeRows { offsets, _ in
            WorthiestFirst(
                nodes.map { mass, node in
                    (mass / Double(max(1, offsets[Int(node) + 1] - offsets[Int(node)])), node)
                })
        }
        var (followed, left): ([Int32], [Int32]) = ([], [])
        var rest = steps
        while rest >= max(1, steps / 16), let node = heaviest.next() {
            let degree = range(Int(node)).count
            if degree <= rest {
                followed.append(node)
                rest -= degree
            } else {
                left.append(node)
            }
        }
        return (followed, left + heaviest.rest)
    }
}

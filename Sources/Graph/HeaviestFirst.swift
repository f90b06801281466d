/// Nodes by falling mass, equal ones by ordinal: a heap, since a bounded hop asks for the first of them only.
///
/// - Complexity: O(n) to make, O(log n) a node.
struct HeaviestFirst {
    private var heap: [(mass: Double, node: Int32)]

    init(_ nodes: [(mass: Double, node: Int32)]) {
        heap = nodes
        for parent in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(parent) }
    }

    /// Takes the heaviest node out; nil when none is left.
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
    private static func isBefore(_ left: (mass: Double, node: Int32), _ right: (mass: Double, node: Int32)) -> Bool {
        left.mass != right.mass ? left.mass > right.mass : left.node < right.node
    }
}

extension CompressedRows {
    /// The number of edges of some rows.
    func edgeCount(of nodes: some Sequence<Int32>) -> Int { nodes.reduce(0) { $0 + range(Int($1)).count } }

    /// The nodes that a hop of at most `steps` edges follows, by falling mass, and those that it leaves out.
    ///
    /// A node whose edges no longer fit is left out, and everything is once less than a sixteenth of the steps is left, so
    /// only a node with more edges than that can be passed over.
    /// - Complexity: O(n + f log n) for n nodes, f of them followed.
    func heaviest(
        _ nodes: [(mass: Double, node: Int32)], steps: Int
    ) -> (followed: [Int32], left: [Int32]) {
        var heaviest = HeaviestFirst(nodes)
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

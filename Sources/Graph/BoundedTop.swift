/// An element with a total order of rank, so that ties never depend on the order of arrival.
protocol Rankable {
    /// Whether this element comes before `other` in a ranking.
    func precedes(_ other: Self) -> Bool
}

/// The first `limit` elements of a ranking, collected from a stream: a heap with the last of them at its root.
///
/// - Complexity: O(log limit) an element that gets in, O(1) for one that does not.
struct BoundedTop<Element: Rankable> {
    private let limit: Int
    private var heap: [Element] = []

    init(limit: Int) { self.limit = max(0, limit) }

    /// The element to beat, once `limit` elements are held; nil as long as there is room.
    var last: Element? { heap.count == limit ? heap.first : nil }

    /// Whether `element` would get in.
    @inline(__always)
    func admits(_ element: Element) -> Bool {
        heap.count < limit || (limit > 0 && element.precedes(heap[0]))
    }

    /// Takes `element` in if it is among the first.
    mutating func insert(_ element: Element) {
        if heap.count < limit {
            heap.append(element)
            var child = heap.count - 1
            while child > 0, heap[(child - 1) / 2].precedes(heap[child]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if limit > 0, element.precedes(heap[0]) {
            heap[0] = element
            var parent = 0
            while true {
                var latest = parent
                for child in [2 * parent + 1, 2 * parent + 2]
                where child < heap.count && heap[latest].precedes(heap[child]) {
                    latest = child
                }
                if latest == parent { break }
                heap.swapAt(parent, latest)
                parent = latest
            }
        }
    }

    /// The elements held, in no order.
    var held: [Element] { heap }

    /// The elements held, first of the ranking first.
    func ranked() -> [Element] { heap.sorted { $0.precedes($1) } }
}

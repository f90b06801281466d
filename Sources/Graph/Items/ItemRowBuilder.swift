internal import Columns
internal import Dispatch
internal import Synchronization

/// Makes item rows one row at a time on several threads; the result does not depend on how many.
enum ItemRowBuilder {
    /// Rows that one thread makes before it asks for more.
    private static let block = 128

    /// Calls `fill` for each message with clean sums and keeps the `limit` sums of greatest size, equal ones by ordinal.
    ///
    /// The sum of the message itself, sums too small for a normal float and what `scale` makes of them are left out.
    /// - Parameter scale: the factor of a sum, by message and target.
    /// - Complexity: that of `fill`, plus O(r + limit log limit) expected for r sums a row; scratch of 12 bytes a message
    ///   and thread.
    static func build(
        messageCount: Int, limit: Int, threads: Int, scale: @Sendable (_ message: Int, _ target: Int) -> Double,
        fill: @Sendable (_ message: Int, _ sums: SparseSum) -> Void
    ) -> ItemRows {
        let blocks = (messageCount + block - 1) / block
        let next = Atomic<Int>(0)
        let finished = Mutex<[Int: Block]>([:])
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, blocks))) { _ in
            let sums = SparseSum(capacity: messageCount)
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < blocks else { break }
                var part = Block()
                for message in index * block..<min(messageCount, (index + 1) * block) {
                    fill(message, sums)
                    part.append(sums, of: message, limit: limit, scale: scale)
                    sums.clear()
                }
                finished.withLock { $0[index] = part }
            }
        }
        let parts = finished.withLock { parts in (0..<blocks).map { parts[$0] ?? Block() } }
        return assemble(parts, messageCount: messageCount)
    }

    private static func assemble(_ parts: [Block], messageCount: Int) -> ItemRows {
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(messageCount + 1)
        for part in parts {
            for count in part.counts { offsets.append((offsets.last ?? 0) + Int64(count)) }
        }
        let total = Int(offsets.last ?? 0)
        let targets = FlatColumn<Int32>(count: total) { buffer in
            var position = 0
            for part in parts { position = buffer[position...].initialize(fromContentsOf: part.targets) }
        }
        let weights = FlatColumn<Float>(count: total) { buffer in
            var position = 0
            for part in parts { position = buffer[position...].initialize(fromContentsOf: part.weights) }
        }
        return ItemRows(trusted: CompressedRows(trusted: FlatColumn(offsets), targets: targets), weights: weights)
    }

    /// Some finished rows that follow each other.
    private struct Block: Sendable {
        var counts: [Int] = []
        var targets: [Int32] = []
        var weights: [Float] = []

        mutating func append(_ sums: SparseSum, of message: Int, limit: Int, scale: (Int, Int) -> Double) {
            var top = BoundedTop<ItemEdge>(limit: limit)
            for target in sums.indices where Int(target) != message {
                let weight = Float(sums[Int(target)] * scale(message, Int(target)))
                if weight.isNormal { top.insert(ItemEdge(target: target, weight: weight)) }
            }
            append(top.held)
        }

        private mutating func append(_ edges: [ItemEdge]) {
            counts.append(edges.count)
            for edge in edges.sorted(by: { $0.target < $1.target }) {
                targets.append(edge.target)
                weights.append(edge.weight)
            }
        }
    }
}

/// A weight that competes for a place in its row: the greater in size comes first, equal ones by ordinal.
struct ItemEdge: Rankable {
    let target: Int32
    let weight: Float

    @inline(__always)
    func precedes(_ other: ItemEdge) -> Bool {
        weight.magnitude != other.weight.magnitude
            ? weight.magnitude > other.weight.magnitude : target < other.target
    }
}

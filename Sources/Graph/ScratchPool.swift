internal import Synchronization

/// Dense memory of one request that can be made clean again for the price of what was touched.
protocol Scratch: AnyObject {
    /// Sets back what was touched, and only that.
    func clear()
}

/// Clean scratch memory for the next requests, so that a request pays for what it touches and not for the graph's size.
final class ScratchPool<Memory: Scratch>: Sendable {
    private let make: @Sendable () -> Memory
    private let resting = Mutex<[Resting]>([])

    /// A scratch that nobody else refers to.
    ///
    /// Unchecked: it is in the pool alone from `put` to `take`, so one thread at a time can reach it.
    private struct Resting: @unchecked Sendable {
        let memory: Memory
    }

    /// More than this many at rest are let go: a burst of requests must not hold its memory for ever.
    private var limit: Int { 8 }

    init(_ make: @escaping @Sendable () -> Memory) { self.make = make }

    func take() -> Memory {
        let rested = resting.withLock { $0.popLast() }
        return rested?.memory ?? make()
    }

    func put(_ memory: Memory) {
        memory.clear()
        let rested = Resting(memory: memory)
        resting.withLock { if $0.count < limit { $0.append(rested) } }
    }
}

/// The right to read finished scratch memory; the last owner gives it back to the pool.
///
/// Unchecked: the memory is written before the lease exists, every owner only reads it, and `deinit` runs when no owner is
/// left.
final class ScratchLease<Memory: Scratch>: @unchecked Sendable {
    let memory: Memory
    private let pool: ScratchPool<Memory>

    init(_ memory: Memory, of pool: ScratchPool<Memory>) {
        self.memory = memory
        self.pool = pool
    }

    deinit { pool.put(memory) }
}

internal import Dispatch
internal import Synchronization

/// Runs independent pieces of work on several threads of their own, never on Swift's cooperative pool.
enum SharedWork {
    /// Calls `body` with a worker's number in `0 ..< threads` and ranges that together cover `0 ..< count` once.
    ///
    /// Which worker gets which range varies from run to run, so `body` must not let it show. Returns when all is done.
    static func run(count: Int, threads: Int, grain: Int, _ body: (_ worker: Int, _ range: Range<Int>) -> Void) {
        guard threads > 1, count > grain else {
            if count > 0 { body(0, 0..<count) }
            return
        }
        let next = Atomic<Int>(0)
        withoutActuallyEscaping(body) { body in
            // Shared on purpose: `body` promises to keep the pieces apart, and all calls end before this returns.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: threads) { worker in
                while true {
                    let start = next.wrappingAdd(grain, ordering: .relaxed).oldValue
                    guard start < count else { return }
                    body(worker, start..<min(count, start + grain))
                }
            }
        }
    }
}

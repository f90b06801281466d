internal import Dispatch
internal import Synchronization

/// Divides users among threads of their own.
enum UserShares {
    /// Users that a thread takes at a time.
    private static let grain = 32

    /// Calls `worker` once on each thread, and what it returns once for every user; returns when all are done.
    ///
    /// Which thread gets which user varies from run to run, so nothing may depend on it. `progress` is told from any
    /// thread, after every few users.
    static func run(
        _ users: [Int32], threads: Int, progress: @Sendable (_ done: Int, _ total: Int) -> Void,
        worker: @Sendable () -> (Int32) -> Void
    ) {
        let next = Atomic<Int>(0)
        let done = Atomic<Int>(0)
        let wanted = max(1, min(threads, (users.count + grain - 1) / grain))
        DispatchQueue.concurrentPerform(iterations: wanted) { _ in
            let ask = worker()
            while true {
                let start = next.wrappingAdd(grain, ordering: .relaxed).oldValue
                guard start < users.count else { return }
                let share = users[start..<min(users.count, start + grain)]
                for user in share { ask(user) }
                progress(done.wrappingAdd(share.count, ordering: .relaxed).newValue, users.count)
            }
        }
    }
}

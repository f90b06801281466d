internal import Foundation
internal import Synchronization

/// Why a piece of work was not done.
package enum WorkerError: Error, Equatable {
    /// Too many pieces were waiting.
    case overloaded
    /// It waited until nobody could want it any more.
    case expired
    /// The threads have been stopped.
    case stopped
}

/// A fixed number of threads for work that computes or blocks, with a bounded queue before them.
///
/// Swift's cooperative pool has one thread a core and runs every connection: work of milliseconds there would hold up
/// requests that need microseconds. When the queue is full new work is refused at once, so that under too much load
/// the server answers some requests in time instead of all too late.
///
/// - Thread safety: any number of tasks may call it.
package final class WorkerThreads: Sendable {
    private let core: Core

    /// Starts `count` threads.
    ///
    /// - Parameter isBackground: whether they give way to every other thread that wants to run.
    package init(count: Int, queueLimit: Int, name: String, isBackground: Bool = false) {
        core = Core(queueLimit: queueLimit, threadCount: max(1, count))
        for index in 0..<max(1, count) {
            let thread = Thread { [core] in
                if isBackground { Self.giveWay() }
                core.work()
            }
            if isBackground { thread.qualityOfService = .background }
            thread.name = "\(name)-\(index)"
            // Foundation's default is half a megabyte, which deep recursions of a search could use up.
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    deinit { core.stop() }

    /// Runs `body` on one of the threads.
    ///
    /// - Parameter deadline: when waiting for a thread becomes pointless.
    /// - Throws: `WorkerError`, or what `body` throws.
    package func run<Value: Sendable>(
        before deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            core.add { verdict in
                if let verdict { return continuation.resume(throwing: verdict) }
                if let deadline, ContinuousClock.now >= deadline {
                    return continuation.resume(throwing: WorkerError.expired)
                }
                continuation.resume(with: Result { try body() })
            }
        }
    }

    /// Leaves `body` to one of the threads, unless the queue is full; never waits.
    ///
    /// - Returns: whether it will be run.
    package func offer(_ body: @escaping @Sendable () -> Void) -> Bool {
        core.add { verdict in
            if verdict == nil { body() }
        }
    }

    /// Lowers the calling thread's priority; on Darwin its quality of service says that.
    private static func giveWay() {
        #if os(Linux)
            // On Linux a nice value belongs to a thread, and 0 names the one that asks.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }

    /// Lets the threads end after their present work; what waits is refused.
    package func stop() { core.stop() }

    /// The queue, apart from its owner, so that the threads do not keep the owner alive.
    private final class Core: Sendable {
        /// Does the work, or, told why not, reports that.
        typealias Job = @Sendable (WorkerError?) -> Void

        private struct State {
            var jobs: [Job] = []
            var isStopped = false
        }

        private let state = Mutex(State())
        private let available = DispatchSemaphore(value: 0)
        private let queueLimit: Int
        private let threadCount: Int

        init(queueLimit: Int, threadCount: Int) {
            self.queueLimit = queueLimit
            self.threadCount = threadCount
        }

        /// Queues a job, or tells it why not; returns whether it was queued.
        @discardableResult
        func add(_ job: @escaping Job) -> Bool {
            let refusal: WorkerError? = state.withLock { state in
                if state.isStopped { return .stopped }
                if state.jobs.count >= queueLimit { return .overloaded }
                state.jobs.append(job)
                return nil
            }
            if let refusal { job(refusal) } else { available.signal() }
            return refusal == nil
        }

        func work() {
            while true {
                available.wait()
                let (job, isStopped) = state.withLock { state -> (Job?, Bool) in
                    (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped)
                }
                if let job { job(nil) } else if isStopped { return }
            }
        }

        func stop() {
            let waiting: [Job] = state.withLock { state in
                guard !state.isStopped else { return [] }
                state.isStopped = true
                defer { state.jobs = [] }
                return state.jobs
            }
            for job in waiting { job(.stopped) }
            for _ in 0..<threadCount { available.signal() }
        }
    }
}

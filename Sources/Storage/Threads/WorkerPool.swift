import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Threads of our own that take jobs from one queue, for C calls that block.
///
/// Swift's cooperative pool has as many threads as the machine has cores: a blocking call there stops the whole server.
///
/// - Thread safety: any number of tasks may submit.
final class WorkerPool<Job: Sendable>: Sendable {
    private let queue: JobQueue<Job>
    private let latch = ThreadLatch()

    /// Starts `threads` threads; each runs `body` once with the queue, until the queue is closed and drained.
    ///
    /// - Throws: `StorageError` of code `unavailable` where the system starts no thread.
    init(
        name: String, threads: Int, capacity: Int, body: @escaping @Sendable (JobQueue<Job>) -> Void
    ) throws(StorageError) {
        let queue = JobQueue<Job>(capacity: capacity)
        self.queue = queue
        for _ in 0..<max(1, threads) {
            latch.enter()
            let started = startThread { [latch] in
                body(queue)
                latch.leave()
            }
            if !started {
                latch.leave()
                queue.close()
                throw StorageError(.unavailable, "the system starts no thread", operation: "start \(name)")
            }
        }
    }

    deinit { queue.close() }

    /// Gives a job to the next free thread.
    func submit(_ job: Job, operation: String) throws(StorageError) { try queue.push(job, operation: operation) }

    /// Refuses new jobs, and returns when the threads have done the old ones.
    func close() async {
        queue.close()
        await latch.wait()
    }
}

/// Counts running threads, and wakes the tasks that wait for the last one to end.
private final class ThreadLatch: Sendable {
    private struct State {
        var running = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() { state.withLock { $0.running += 1 } }

    func leave() {
        let waiters = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.running > 0 { state.waiters.append(continuation) }
                return state.running == 0
            }
            if isDone { continuation.resume() }
        }
    }
}

/// What a new thread is started with.
private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Starts a detached thread; false where the system refuses.
private func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let argument = Unmanaged.passRetained(ThreadStart(body: body))
    #if canImport(Glibc)
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { threadMain($0) }, argument.toOpaque())
    #else
        var created: pthread_t?
        let code = pthread_create(&created, nil, { threadMain($0) }, argument.toOpaque())
    #endif
    guard code == 0 else {
        argument.release()
        return false
    }
    #if canImport(Glibc)
        pthread_detach(thread)
    #else
        if let created { pthread_detach(created) }
    #endif
    return true
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    // hiredis writes without MSG_NOSIGNAL: a server that went away would end the process by SIGPIPE.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    start.body()
    return nil
}

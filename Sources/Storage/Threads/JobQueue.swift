import DequeModule

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A bounded queue between tasks, which never wait, and threads, which do.
///
/// - Thread safety: any number of tasks may push and any number of threads may take.
/// - Complexity: O(1) a job.
final class JobQueue<Job: Sendable>: @unchecked Sendable {
    // Sendable because `jobs` and `isClosed` are touched only while `mutex` is held.
    private var jobs = Deque<Job>()
    private var isClosed = false
    private let capacity: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(capacity: Int) {
        self.capacity = capacity
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds a job for the next free thread.
    ///
    /// - Throws: `StorageError` of code `closed`, or `unavailable` when `capacity` jobs wait already.
    func push(_ job: Job, operation: String) throws(StorageError) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed else { throw StorageError(.closed, "the connection pool is closed", operation: operation) }
        guard jobs.count < capacity else {
            throw StorageError(.unavailable, "\(capacity) calls are waiting already", operation: operation)
        }
        jobs.append(job)
        pthread_cond_signal(condition)
    }

    /// Waits for jobs and takes up to `maximum` of them, oldest first; empty when the queue is closed and drained.
    func take(upTo maximum: Int = 1) -> [Job] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty, !isClosed { pthread_cond_wait(condition, mutex) }
        let taken = Array(jobs.prefix(maximum))
        jobs.removeFirst(taken.count)
        return taken
    }

    /// Refuses new jobs; those that wait are still taken.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}

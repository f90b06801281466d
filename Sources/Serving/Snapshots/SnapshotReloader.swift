internal import Logging
internal import ServiceLifecycle

/// Looks for a newly published snapshot at fixed intervals, on a thread of its own.
struct SnapshotReloader: Service {
    let holder: SnapshotHolder
    let interval: Duration
    let thread: WorkerThreads

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                if Task.isCancelled { return }
                try? await thread.run { holder.refresh() }
            }
        }
    }
}

internal import Logging
internal import Recommender
internal import ServiceLifecycle
internal import Snapshots

/// Looks at fixed intervals for what has arrived since the snapshot was built, and hands it to the snapshot's engine.
///
/// While the records do not answer, the engine goes on with what it knows.
struct FreshTailReader: Service {
    let holder: SnapshotHolder
    let feed: FreshFeed
    let interval: Duration
    let logger: Logger
    private let logLimiter = LogLimiter()

    init(holder: SnapshotHolder, feed: FreshFeed, interval: Duration, logger: Logger) {
        self.holder = holder
        self.feed = feed
        self.interval = interval
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                if Task.isCancelled { return }
                await read()
            }
        }
    }

    /// Reads once.
    func read() async {
        guard let pinned = holder.current else { return }
        do {
            holder.adopt(tail: try await feed.tail(for: pinned.engine.snapshot), of: pinned.id)
        } catch {
            guard let held = logLimiter.admit() else { return }
            logger.warning(
                "what has arrived since the last build cannot be read; answers go on without it",
                metadata: ["reason": "\(type(of: error))", "unreported": "\(held)"])
        }
    }
}

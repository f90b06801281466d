internal import Logging
internal import ServiceLifecycle

/// Writes the request counts to SQL every few seconds, and once more when the server ends.
struct RequestMetricsFlusher: Service {
    let metrics: RequestMetrics
    let interval: Duration
    let save: @Sendable ([RequestKey: RequestCounts]) async throws -> Void
    let logger: Logger
    private let logLimiter = LogLimiter()

    init(
        metrics: RequestMetrics, interval: Duration, logger: Logger,
        save: @escaping @Sendable ([RequestKey: RequestCounts]) async throws -> Void
    ) {
        self.metrics = metrics
        self.interval = interval
        self.logger = logger
        self.save = save
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                if Task.isCancelled { break }
                await flush()
            }
        }
        await flush()
    }

    private func flush() async {
        do {
            // A task of its own: the end of the server cancels the waiting, not a write that has begun and that, cut
            // off at the wrong moment, would be counted twice.
            try await Task { try await metrics.flush(save) }.value
        } catch {
            guard let held = logLimiter.admit() else { return }
            logger.error(
                "request counts could not be written and are kept",
                metadata: ["reason": "\(type(of: error))", "unreported": "\(held)"])
        }
    }
}

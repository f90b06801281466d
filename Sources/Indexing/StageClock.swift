internal import Foundation
internal import Synchronization

/// Times the stages of one build and tells the observer.
///
/// - Thread safety: stages may report progress from any thread.
final class StageClock: Sendable {
    private let observer: any IndexingObserver
    private let started = ContinuousClock.now
    private let finished = Mutex<[StageReport]>([])

    init(observer: any IndexingObserver) { self.observer = observer }

    /// The stages that ended well so far.
    var reports: [StageReport] { finished.withLock { $0 } }

    /// Seconds since the build began.
    var elapsed: Double { Self.seconds(from: started) }

    /// Runs a stage that may wait.
    @discardableResult
    func measure<Value>(
        _ stage: IndexingStage, _ body: () async throws -> Value, detail: (Value) -> String
    ) async rethrows -> Value {
        observer.stageStarted(stage)
        let start = ContinuousClock.now
        let value = try await body()
        finish(stage, since: start, detail: detail(value))
        return value
    }

    /// Runs a stage.
    @discardableResult
    func measure<Value>(
        _ stage: IndexingStage, _ body: () throws -> Value, detail: (Value) -> String
    ) rethrows -> Value {
        observer.stageStarted(stage)
        let start = ContinuousClock.now
        let value = try body()
        finish(stage, since: start, detail: detail(value))
        return value
    }

    /// Passes progress on.
    func advance(_ stage: IndexingStage, done: Int, total: Int) {
        observer.stageAdvanced(stage, done: done, total: total)
    }

    private func finish(_ stage: IndexingStage, since start: ContinuousClock.Instant, detail: String) {
        let report = StageReport(stage: stage, seconds: Self.seconds(from: start), detail: detail)
        finished.withLock { $0.append(report) }
        observer.stageFinished(report)
    }

    private static func seconds(from start: ContinuousClock.Instant) -> Double {
        let duration = ContinuousClock.now - start
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}

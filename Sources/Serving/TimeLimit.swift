internal import Synchronization

/// Why waiting ended early.
package enum TimeLimitError: Error, Equatable {
    /// The time was up.
    case exceeded
}

/// The result of `work`, or `TimeLimitError.exceeded` once `limit` has passed.
///
/// A task group would wait for `work` even after the limit, and a thread that computes cannot be stopped; so the caller
/// is let go at once and `work`, told of its cancellation, ends by itself.
package func withTimeLimit<Value: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let race = Race<Value>()
    let worker = Task {
        do {
            let value = try await work()
            race.finish(.success(value))
        } catch {
            race.finish(.failure(error))
        }
    }
    let timer = Task {
        try await Task.sleep(for: limit)
        race.finish(.failure(TimeLimitError.exceeded))
        worker.cancel()
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { race.wait($0) }
    } onCancel: {
        worker.cancel()
        race.finish(.failure(CancellationError()))
    }
}

/// One value that several may offer and one waits for; the first offer counts.
///
/// - Thread safety: by its mutex.
private final class Race<Value: Sendable>: Sendable {
    private enum State {
        case running(CheckedContinuation<Value, any Error>?)
        case finished(Result<Value, any Error>)
        case delivered
    }

    private let state = Mutex(State.running(nil))

    func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let result: Result<Value, any Error>? = state.withLock { state in
            if case .finished(let result) = state {
                state = .delivered
                return result
            }
            state = .running(continuation)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    func finish(_ result: Result<Value, any Error>) {
        let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
            guard case .running(let continuation) = state else { return nil }
            state = continuation == nil ? .finished(result) : .delivered
            return continuation
        }
        continuation?.resume(with: result)
    }
}

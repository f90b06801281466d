internal import Synchronization

/// Lets one of many equal reports through each period, so that a broken neighbour does not flood the log.
///
/// - Thread safety: by its mutex.
package final class LogLimiter: Sendable {
    private struct State {
        var next: ContinuousClock.Instant?
        var held = 0
    }

    private let period: Duration
    private let state = Mutex(State())

    package init(every period: Duration = .seconds(60)) { self.period = period }

    /// How many reports were held back since the last one that went through, or nil when this one is to be held back.
    package func admit(at time: ContinuousClock.Instant = .now) -> Int? {
        state.withLock { state in
            if let next = state.next, time < next {
                state.held += 1
                return nil
            }
            state.next = time + period
            defer { state.held = 0 }
            return state.held
        }
    }
}

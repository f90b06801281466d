internal import Synchronization

/// Tells those who wait which port the server got.
///
/// - Thread safety: by its mutex.
final class PortAnnouncement: Sendable {
    private enum State {
        case open([CheckedContinuation<Int?, Never>])
        case known(Int?)
    }

    private let state = Mutex(State.open([]))

    /// The port, once it is known; nil when there will be none.
    var port: Int? {
        get async {
            await withCheckedContinuation { continuation in
                let known: Int?? = state.withLock { state in
                    switch state {
                    case .known(let port): return .some(port)
                    case .open(let waiting):
                        state = .open(waiting + [continuation])
                        return nil
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }

    /// Tells the port; only the first word counts.
    func announce(_ port: Int?) {
        let waiting = state.withLock { state -> [CheckedContinuation<Int?, Never>] in
            guard case .open(let waiting) = state else { return [] }
            state = .known(port)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: port) }
    }

    /// Says that there will be no port any more.
    func end() { announce(nil) }
}

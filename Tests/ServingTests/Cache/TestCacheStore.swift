import Storage
import Synchronization

/// A cache that never forgets, remembers how long each value was to live, and fails when told to.
final class TestCacheStore: CacheStore {
    struct Failure: Error {}

    private struct State {
        var values: [String: [UInt8]] = [:]
        var durations: [String: Duration] = [:]
        var fails = false
    }

    private let state = Mutex(State())

    var engineName: String { "test" }

    var fail: Bool {
        get { state.withLock { $0.fails } }
        set { state.withLock { $0.fails = newValue } }
    }

    func duration(of key: String) -> Duration? { state.withLock { $0.durations[key] } }

    func get(_ key: String) async throws -> [UInt8]? {
        try state.withLock { state in
            if state.fails { throw Failure() }
            return state.values[key]
        }
    }

    func set(_ key: String, _ value: [UInt8], expiresAfter duration: Duration) async throws {
        try state.withLock { state in
            if state.fails { throw Failure() }
            state.values[key] = value
            state.durations[key] = duration
        }
    }

    func remove(_ key: String) async throws { state.withLock { _ = $0.values.removeValue(forKey: key) } }

    func close() async {}
}

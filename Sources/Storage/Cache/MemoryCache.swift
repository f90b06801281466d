import Synchronization

/// A cache in this process: least recently used out first, each entry with its time to live.
///
/// - Complexity: O(1) for every call, and for every entry that has to go.
/// - Thread safety: one lock, held for pointer work only.
package final class MemoryCache<C: Clock>: CacheStore where C.Duration == Duration {
    private let clock: C
    private let table: Mutex<LRUTable<C.Instant>>

    package var engineName: String { "memory" }

    /// Creates a cache of at most `maximumBytes`, which counts keys, values and a little for each entry.
    package init(maximumBytes: Int, clock: C) {
        self.clock = clock
        self.table = Mutex(LRUTable(maximumCost: maximumBytes))
    }

    package func get(_ key: String) async throws -> [UInt8]? {
        let now = clock.now
        return table.withLock { $0.value(key, now: now) }
    }

    package func set(_ key: String, _ value: [UInt8], expiresAfter duration: Duration) async throws {
        let now = clock.now
        table.withLock { table in
            if duration > .zero {
                table.set(key, value, expiresAt: now.advanced(by: duration))
            } else {
                table.remove(key)
            }
        }
    }

    package func remove(_ key: String) async throws {
        table.withLock { $0.remove(key) }
    }

    package func close() async {
        table.withLock { $0.removeAll() }
    }

    /// The entries and the bytes that they count for, expired ones included until they are met.
    package var usage: (entries: Int, bytes: Int) { table.withLock { ($0.count, $0.cost) } }

    /// Whether the order of use, the index and the bytes agree; O(entries), for tests.
    package var isConsistent: Bool { table.withLock { $0.isConsistent } }
}

extension MemoryCache where C == ContinuousClock {
    /// Creates a cache of at most `maximumBytes` on the system's steady clock.
    package convenience init(maximumBytes: Int) {
        self.init(maximumBytes: maximumBytes, clock: ContinuousClock())
    }
}

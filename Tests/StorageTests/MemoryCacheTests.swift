import Storage
import Testing

@Suite("MemoryCache")
struct MemoryCacheTests {
    /// What one entry counts for beside its bytes, which the tests below need to count with.
    private func overhead() async throws -> Int {
        let cache = MemoryCache(maximumBytes: 1000)
        try await cache.set("k", [], expiresAfter: .seconds(1))
        return cache.usage.bytes - 1
    }

    @Test("an entry lives as long as it was given, and not longer")
    func timeToLive() async throws {
        let clock = ManualClock()
        let cache = MemoryCache(maximumBytes: 10_000, clock: clock)
        try await cache.set("short", [1], expiresAfter: .seconds(10))
        try await cache.set("long", [2], expiresAfter: .seconds(20))
        clock.advance(by: .milliseconds(9_999))
        #expect(try await cache.get("short") == [1])
        clock.advance(by: .milliseconds(1))
        #expect(try await cache.get("short") == nil)
        #expect(try await cache.get("long") == [2])
        #expect(cache.usage.entries == 1)
        // Being read does not make an entry live longer; being written does.
        try await cache.set("long", [3], expiresAfter: .seconds(20))
        clock.advance(by: .seconds(19))
        #expect(try await cache.get("long") == [3])
        clock.advance(by: .seconds(1))
        #expect(try await cache.get("long") == nil)
        #expect(cache.usage.bytes == 0)
        #expect(cache.engineName == "memory")
    }

    @Test("a duration that is not positive removes the key", arguments: [Duration.zero, .seconds(-1)])
    func noDuration(duration: Duration) async throws {
        let cache = MemoryCache(maximumBytes: 10_000)
        try await cache.set("k", [1], expiresAfter: .seconds(60))
        try await cache.set("k", [2], expiresAfter: duration)
        #expect(try await cache.get("k") == nil)
    }

    @Test("the least recently used entry goes first")
    func evicts() async throws {
        let size = try await overhead() + 2
        let cache = MemoryCache(maximumBytes: 3 * size)
        for key in ["a", "b", "c"] { try await cache.set(key, [0], expiresAfter: .seconds(60)) }
        #expect(try await cache.get("a") == [0])
        try await cache.set("d", [0], expiresAfter: .seconds(60))
        #expect(try await cache.get("b") == nil)
        for key in ["a", "c", "d"] { #expect(try await cache.get(key) == [0]) }
        #expect(cache.isConsistent)
    }

    @Test("a value larger than the cache is not kept, nor is the one before it")
    func tooLarge() async throws {
        let cache = MemoryCache(maximumBytes: 500)
        try await cache.set("other", [9], expiresAfter: .seconds(60))
        try await cache.set("k", [1], expiresAfter: .seconds(60))
        try await cache.set("k", Array(repeating: 1, count: 1000), expiresAfter: .seconds(60))
        #expect(try await cache.get("k") == nil)
        #expect(try await cache.get("other") == [9])
        #expect(cache.isConsistent)
    }

    @Test("keys are compared byte by byte")
    func bytewiseKeys() async throws {
        let cache = MemoryCache(maximumBytes: 10_000)
        try await cache.set("\u{e9}", [1], expiresAfter: .seconds(60))
        try await cache.set("e\u{301}", [2], expiresAfter: .seconds(60))
        #expect(try await cache.get("\u{e9}") == [1])
        #expect(try await cache.get("e\u{301}") == [2])
    }

    /// The simplest thing that is right: an array in the order of use.
    private struct NaiveCache {
        var entries: [(key: String, value: [UInt8], expiresAt: Duration)] = []
        let maximum: Int
        let overhead: Int

        var bytes: Int { entries.reduce(0) { $0 + cost($1.key, $1.value) } }
        func cost(_ key: String, _ value: [UInt8]) -> Int { key.utf8.count + value.count + overhead }

        mutating func get(_ key: String, now: Duration) -> [UInt8]? {
            guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = entries.remove(at: index)
            guard now < entry.expiresAt else { return nil }
            entries.append(entry)
            return entry.value
        }

        mutating func set(_ key: String, _ value: [UInt8], expiresAt: Duration) {
            entries.removeAll { $0.key == key }
            guard cost(key, value) <= maximum else { return }
            while bytes + cost(key, value) > maximum { entries.removeFirst() }
            entries.append((key, value, expiresAt))
        }
    }

    @Test("it does what a naive twin does, in any order of calls", arguments: 1...20)
    func twin(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let clock = ManualClock()
        let maximum = Int.random(in: 0...3000, using: &generator)
        let cache = MemoryCache(maximumBytes: maximum, clock: clock)
        var naive = NaiveCache(maximum: maximum, overhead: try await overhead())
        var now = Duration.zero
        for _ in 0..<2000 {
            let key = "key-\(Int.random(in: 0..<40, using: &generator))"
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...3:
                let value = Array(
                    repeating: UInt8.random(in: 0...255, using: &generator),
                    count: Int.random(in: 0..<200, using: &generator))
                let life = Duration.seconds(Int.random(in: -1..<30, using: &generator))
                try await cache.set(key, value, expiresAfter: life)
                if life > .zero {
                    naive.set(key, value, expiresAt: now + life)
                } else {
                    naive.entries.removeAll { $0.key == key }
                }
            case 4...7:
                let found = try await cache.get(key)
                let expected = naive.get(key, now: now)
                #expect(found == expected)
            case 8:
                try await cache.remove(key)
                naive.entries.removeAll { $0.key == key }
            default:
                let step = Duration.seconds(Int.random(in: 0..<5, using: &generator))
                clock.advance(by: step)
                now += step
            }
            #expect(cache.usage.bytes == naive.bytes)
        }
        #expect(cache.isConsistent)
        #expect(cache.usage.entries == naive.entries.count)
        await cache.close()
        #expect(cache.usage == (0, 0))
    }

    @Test("many tasks at once leave it consistent")
    func concurrent() async throws {
        let cache = MemoryCache(maximumBytes: 20_000)
        try await withThrowingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(task))
                    for _ in 0..<2000 {
                        let number = Int.random(in: 0..<200, using: &generator)
                        if Bool.random(using: &generator) {
                            try await cache.set("\(number)", [UInt8(number)], expiresAfter: .seconds(60))
                        } else if let value = try await cache.get("\(number)") {
                            #expect(value == [UInt8(number)])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(cache.isConsistent)
    }
}

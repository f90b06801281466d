import Domain
import Foundation
import Logging
import Records
import Serving
import Storage
import Synchronization
import Testing

@Suite("Cache-aside")
struct RecommendationCacheTests {
    private static func answer(_ number: Int) -> CachedAnswer {
        CachedAnswer(body: Array(#"{"cache":"miss","n":\#(number)}"#.utf8), cacheValue: 9..<15)
    }

    private func cache(
        _ store: any CacheStore, lifetime: Duration = .seconds(100), stale: Duration = .seconds(50), seed: UInt64 = 1,
        clock: TestClock = TestClock()
    ) -> RecommendationCache {
        RecommendationCache(
            store: store, lifetime: lifetime, staleWindow: stale, seed: seed, now: { clock.now },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("The first asks, the second is given what the first computed")
    func hit() async throws {
        let calls = Counter()
        let cache = cache(TestCacheStore())
        let first = try await cache.answer(key: "k") { Self.answer(calls.next()) }
        let second = try await cache.answer(key: "k") { Self.answer(calls.next()) }
        #expect(first.outcome == .miss && second.outcome == .hit)
        #expect(String(decoding: first.body, as: UTF8.self) == #"{"cache":"miss","n":1}"#)
        #expect(String(decoding: second.body, as: UTF8.self) == #"{"cache":"hit","n":1}"#)
        #expect(calls.value == 1)
        let other = try await cache.answer(key: "other") { Self.answer(calls.next()) }
        #expect(other.outcome == .miss && calls.value == 2)
    }

    @Test("Equal requests at the same time are computed once")
    func singleFlight() async throws {
        let calls = Counter()
        let gate = Gate()
        let cache = cache(TestCacheStore())
        let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await cache.answer(key: "k") {
                        await gate.wait()
                        return Self.answer(calls.next())
                    }.body
                }
            }
            await gate.waitUntilSomeoneWaits()
            // Every task has had its chance to join before the first computation goes on.
            for _ in 0..<1000 { await Task.yield() }
            gate.open()
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(calls.value == 1)
        #expect(bodies.allSatisfy { $0.starts(with: Array(#"{"cache":""#.utf8)) })
    }

    @Test("A caller that gives up does not take the answer from the others")
    func abandoned() async throws {
        let gate = Gate()
        let cache = cache(TestCacheStore())
        let first = Task {
            try await cache.answer(key: "k") {
                await gate.wait(); return Self.answer(1)
            }
        }
        await gate.waitUntilSomeoneWaits()
        let second = Task { try await cache.answer(key: "k") { Self.answer(2) } }
        first.cancel()
        for _ in 0..<100 { await Task.yield() }
        gate.open()
        let body = try await second.value.body
        #expect(String(decoding: body, as: UTF8.self).contains(#""n":1"#))
    }

    @Test("An error is thrown to everyone who waits, and is not kept")
    func errors() async throws {
        struct Broken: Error {}
        let cache = cache(TestCacheStore())
        await #expect(throws: Broken.self) { try await cache.answer(key: "k") { throw Broken() } }
        #expect(try await cache.answer(key: "k") { Self.answer(2) }.outcome == .miss)
    }

    @Test("Lifetimes vary by at most a tenth, the same way for the same seed")
    func jitter() async throws {
        func lifetimes(seed: UInt64) async throws -> [Duration] {
            let store = TestCacheStore()
            let cache = cache(store, seed: seed)
            for number in 0..<200 { _ = try await cache.answer(key: "\(number)") { Self.answer(number) } }
            return (0..<200).compactMap { store.duration(of: "\($0)") }
        }
        let first = try await lifetimes(seed: 5)
        #expect(first.count == 200)
        #expect(first.allSatisfy { $0 >= .seconds(90 + 50) && $0 < .seconds(110 + 50) })
        #expect(Set(first).count > 190)
        #expect(try await lifetimes(seed: 5) == first)
        #expect(try await lifetimes(seed: 6) != first)
    }

    @Test("After its lifetime an answer is given once more while the next is computed once")
    func staleWhileRevalidate() async throws {
        let clock = TestClock()
        let calls = Counter()
        let gate = Gate()
        let cache = cache(TestCacheStore(), clock: clock)
        _ = try await cache.answer(key: "k") { Self.answer(calls.next()) }
        clock.advance(seconds: 89)
        #expect(try await cache.answer(key: "k") { Self.answer(calls.next()) }.outcome == .hit)
        #expect(calls.value == 1)
        clock.advance(seconds: 22)
        for _ in 0..<10 {
            let stale = try await cache.answer(key: "k") {
                await gate.wait()
                return Self.answer(calls.next())
            }
            #expect(stale.outcome == .hit)
            #expect(String(decoding: stale.body, as: UTF8.self).contains(#""n":1"#))
        }
        await gate.waitUntilSomeoneWaits()
        gate.open()
        // The refreshed answer replaces the old one as soon as it is there.
        var latest = ""
        while !latest.contains(#""n":2"#) {
            await Task.yield()
            latest = String(decoding: try await cache.answer(key: "k") { Self.answer(99) }.body, as: UTF8.self)
        }
        #expect(calls.value == 2)
    }

    @Test("A cache that fails is a cache that has nothing, and is counted")
    func failing() async throws {
        let store = TestCacheStore()
        store.fail = true
        let calls = Counter()
        let cache = cache(store)
        for _ in 0..<3 {
            let answer = try await cache.answer(key: "k") { Self.answer(calls.next()) }
            #expect(answer.outcome == .miss)
        }
        #expect(calls.value == 3)
        #expect(cache.failureCount == 6)
        store.fail = false
        _ = try await cache.answer(key: "k") { Self.answer(calls.next()) }
        #expect(try await cache.answer(key: "k") { Self.answer(calls.next()) }.outcome == .hit)
    }

    @Test("A foreign value in a shared cache is a miss")
    func foreign() async throws {
        let store = TestCacheStore()
        try await store.set("k", Array("hello".utf8), expiresAfter: .seconds(9))
        let cache = cache(store)
        #expect(try await cache.answer(key: "k") { Self.answer(1) }.outcome == .miss)
        #expect(cache.failureCount == 1)
        #expect(try await cache.answer(key: "k") { Self.answer(1) }.outcome == .hit)
    }
}

import Domain
import Records
import Storage
import Testing

@Suite("RequestLog, on both engines")
struct RequestLogTests {
    private static func aggregate(
        _ minute: Int64, _ route: String = "/recommendations", cache: CacheOutcome = .hit, count: Int = 1,
        buckets: [Int] = [1, 0, 0]
    ) -> RequestAggregate {
        RequestAggregate(
            minute: minute, route: route, statusClass: 2, cache: cache, count: count,
            totalMicroseconds: Int64(count) * 100, buckets: buckets)
    }

    @Test("counts and histograms are added to those of the same minute", arguments: TestStore.engines)
    func adds(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            try await store.requests.add([])
            try await store.requests.add([
                Self.aggregate(60_000), Self.aggregate(60_000, buckets: [0, 1]), Self.aggregate(60_000, cache: .miss),
                Self.aggregate(120_000), Self.aggregate(60_000, "/events", cache: .none, buckets: []),
            ])
            try await store.requests.add([Self.aggregate(60_000, count: 3, buckets: [0, 0, 2, 1])])
            let all = [
                Self.aggregate(60_000, "/events", cache: .none, buckets: []),
                Self.aggregate(60_000, count: 5, buckets: [1, 1, 2, 1]), Self.aggregate(60_000, cache: .miss),
                Self.aggregate(120_000),
            ]
            #expect(try await store.requests.read(from: 0, to: 1_000_000) == all)
            #expect(try await store.requests.read(from: 60_000, to: 120_000) == Array(all.prefix(3)))
            #expect(try await store.requests.read(from: 120_001, to: 1_000_000) == [])
            #expect(try await store.requests.prune(before: 120_000) == 3)
            #expect(try await store.requests.read(from: 0, to: 1_000_000) == [all[3]])
        }
    }

    @Test("replicas that add to one minute at once lose nothing", arguments: TestStore.engines)
    func concurrent(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            try await withThrowingTaskGroup { group in
                for number in 0..<30 {
                    group.addTask {
                        try await store.requests.add([
                            Self.aggregate(60_000, buckets: [number % 2, 1, 0]), Self.aggregate(60_000, "/events"),
                        ])
                    }
                }
                try await group.waitForAll()
            }
            let stored = try await store.requests.read(from: 0, to: 1_000_000)
            #expect(stored.map(\.count) == [30, 30])
            #expect(stored.last?.buckets == [15, 30, 0])
        }
    }
}

import Domain
import Foundation
import Serving
import Testing

@Suite("Messages, campaigns and reports over HTTP", .timeLimit(.minutes(2)))
struct CatalogueEndToEndTests {
    private struct Enriched: Decodable {
        let text: String?
        let name: String?
        let campaignIds: [String]?
        let messageCount: Int?
        let counts: [String: Int]
        let users: Int
        let firstActivity: String?
        let lastActivity: String?
    }

    @Test("A message comes with what events say of it")
    func message() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                for number in [0, 17, 59] {
                    let id = ServedWorld.name("m", number)
                    let events = world.events.filter { $0.messageID?.rawValue == id }
                    let found: Enriched = try await enriched(client.get("/messages/\(id)"))
                    #expect(found.text == world.messages[number].text)
                    #expect(found.campaignIds == world.messages[number].campaignIDs.map(\.rawValue))
                    #expect(found.counts.values.reduce(0, +) == events.count)
                    #expect(found.users == Set(events.map(\.userID)).count)
                    #expect(found.firstActivity == events.first?.time.description)
                    #expect(found.lastActivity == events.last?.time.description)
                }
            }
        }
    }

    @Test("A campaign comes with its size and what events say of it")
    func campaign() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let found: Enriched = try await enriched(client.get("/campaigns/c02"))
                #expect(found.name == "Campaign 2")
                #expect(found.messageCount == ServedWorld.messageCount / ServedWorld.campaignCount)
            }
        }
    }

    @Test("Reports count requests that are in memory and those that are in SQL, each once")
    func reports() async throws {
        struct CacheReport: Decodable {
            let hits: Int
            let misses: Int
            let bypasses: Int
            let hitRatio: Double?
        }
        struct LatencyReport: Decodable {
            struct Route: Decodable {
                let route: String
                let count: Int
                let p50: Double
                let max: Double
            }
            let routes: [Route]
        }
        try await withWorld { world, records in
            func ask(_ client: TestClient) async throws {
                for number in 0..<12 {
                    _ = try await client.get("/recommendations?user_id=\(ServedWorld.name("u", number % 4))")
                }
            }
            for round in 1...2 {
                try await withServer(
                    world, records: records, configure: { $0.metricsFlushInterval = .milliseconds(30) }
                ) {
                    client in
                    try await ask(client)
                    try await Task.sleep(for: .milliseconds(100))
                    try await ask(client)
                    let cache: CacheReport = try await enriched(client.get("/reports/cache?hours=1"))
                    #expect(cache.hits + cache.misses == 24 * round && cache.misses == 4 * round)
                    #expect(cache.hitRatio == Double(cache.hits) / Double(cache.hits + cache.misses))
                    let latency: LatencyReport = try await enriched(client.get("/reports/latency"))
                    let route = try #require(latency.routes.first { $0.route == "GET /recommendations" })
                    #expect(route.count == 24 * round && route.p50 > 0 && route.p50 <= route.max)
                }
            }
        }
    }

    private func enriched<Value: Decodable>(_ reply: TestClient.Reply) throws -> Value {
        #expect(reply.status == 200)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: reply.body)
    }
}

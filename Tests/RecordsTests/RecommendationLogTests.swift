import Domain
import Records
import Storage
import Testing

@Suite("RecommendationLog, on both engines")
struct RecommendationLogTests {
    @Test("recommendations are found by name, never changed, and pruned by age", arguments: TestStore.engines)
    func life(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let all = (0..<600).map { number in
                StoredRecommendation(
                    id: "r\(number)", createdAt: Instant(seconds: Int64(number)),
                    userID: number % 2 == 0 ? nil : UserID("u\(number)"), snapshotID: "s1",
                    requestJSON: "{\"limit\":10}",
                    answerJSON: "{\"items\":[\(number)]}", explanationJSON: "{\"text\":\"ü 🐦 ' ; --\"}")
            }
            try await store.recommendations.save(all)
            try await store.recommendations.save([])
            for number in [0, 1, 599] { #expect(try await store.recommendations.find("r\(number)") == all[number]) }
            #expect(try await store.recommendations.find("other") == nil)
            let other = StoredRecommendation(
                id: "r1", createdAt: Instant(seconds: 0), userID: nil, snapshotID: "s2", requestJSON: "",
                answerJSON: "",
                explanationJSON: "")
            try await store.recommendations.save([other])
            #expect(try await store.recommendations.find("r1") == all[1])
            #expect(try await store.recommendations.prune(olderThan: Instant(seconds: 500)) == 500)
            #expect(try await store.recommendations.prune(olderThan: Instant(seconds: 500)) == 0)
            #expect(try await store.recommendations.find("r499") == nil)
            #expect(try await store.recommendations.find("r500") == all[500])
        }
    }
}

import Domain
import Foundation
import Logging
import Recommender
import Records
import Serving
import Storage
import TestWorld
import Testing

@Suite("Text queries", .timeLimit(.minutes(2)))
struct TextQueryTests {
    @Test(
        "A text finds what means the same, with the real model",
        .enabled(if: TestModel.isAvailable, "the text model is not there"))
    func text() async throws {
        let world = try await TestWorld.built()
        try await withServer(
            snapshots: world.snapshots, records: world.records, configure: { $0.modelDirectory = TestModel.directory }
        ) { client in
            let document: RecommendationDocument = try await client.post(
                "/recommendations", #"{"text": "something for my cat", "limit": 5, "explain": "full"}"#
            ).decoded()
            #expect(document.items.contains { $0.id.hasPrefix("pets-") })
            let again: RecommendationDocument = try await client.get(
                "/recommendations?text=something+for+my+cat&limit=5&explain=full"
            ).decoded()
            #expect(again.cache == .hit && again.items == document.items)
        }
        await world.records.close()
    }

    @Test("A model that cannot be opened refuses texts and nothing else")
    func brokenModel() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records, configure: { $0.modelDirectory = world.home }) { client in
                for _ in 0..<2 {
                    let refused = try await client.get("/recommendations?text=oats")
                    #expect(refused.status == 503)
                    #expect(try refused.decoded(TestClient.ProblemBody.self).parameter == "text")
                }
                #expect(try await client.get("/recommendations?user_id=u01").status == 200)
            }
        }
    }
}

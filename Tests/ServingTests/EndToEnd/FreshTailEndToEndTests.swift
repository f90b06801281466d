import Domain
import Recommender
import Records
import Serving
import TestWorld
import Testing

@Suite("What arrives while the server runs", .timeLimit(.minutes(2)))
struct FreshTailEndToEndTests {
    private func event(_ id: String, _ user: String, _ message: String) -> Event {
        Event(
            id: EventID(id), time: ServedWorld.asOf.adding(days: 2), type: .transaction, userID: UserID(user),
            messageID: MessageID(message))
    }

    /// Asks until the answer is as wished; the suite's time limit ends a wait in vain.
    private func answer(
        _ client: TestClient, _ path: String, until isWished: (RecommendationDocument) -> Bool
    ) async throws -> RecommendationDocument {
        while true {
            let document: RecommendationDocument = try await client.get(path).decoded()
            if isWished(document) { return document }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test(
        "Events and messages take part within a reading, cached answers notwithstanding, and answers are kept with them"
    )
    func arrivals() async throws {
        try await withWorld { world, records in
            try await withServer(
                world, records: records, configure: { $0.freshInterval = .milliseconds(20) }
            ) { client in
                let path = "/recommendations?user_id=stranger&limit=20"
                let cold: RecommendationDocument = try await client.get(path).decoded()
                #expect(cold.strategy == .coldStart)
                // The text is known, so no model is needed.
                try await records.catalogue.upsert(messages: [Message(id: "brand-new", text: "text \"3\"")])
                _ = try await records.events.append([event("x1", "stranger", "m05"), event("x2", "stranger", "m10")])
                let warm = try await answer(client, path) { $0.strategy == .personalized }
                #expect(warm.items.allSatisfy { $0.id != "m05" && $0.id != "m10" })
                let around = try await answer(client, "/recommendations?message_id=m03&limit=20") { document in
                    document.items.contains { $0.id == "brand-new" }
                }
                #expect(
                    around.items.first { $0.id == "brand-new" }?.reasons?.last == "It arrived after the last build.")
                // Withdrawn after the build: gone at once.
                try await records.catalogue.upsert(messages: [
                    Message(id: "brand-new", text: "text \"3\"", hidden: true)
                ])
                _ = try await answer(client, "/recommendations?message_id=m03&limit=20") { document in
                    document.items.allSatisfy { $0.id != "brand-new" }
                }
                // What was kept says until when arrivals took part, and can be computed again.
                var kept: ExplanationDocument?
                while kept == nil {
                    let reply = try await client.get("/recommendations/\(warm.recommendationID)/explanation")
                    if reply.status == 200 { kept = try ExplanationDocument(json: Array(reply.body)) }
                }
                #expect(kept?.freshUntil != nil)
                let direct = DirectRecommender(
                    snapshots: world.store, records: records, modelDirectory: nil, clock: .snapshot)
                while try await records.recommendations.find(warm.recommendationID) == nil { await Task.yield() }
                let again = try await direct.explain(warm.recommendationID)
                #expect(again?.explained.agrees == true)
                let metrics = try await client.get("/metrics")
                let text = String(decoding: metrics.body, as: UTF8.self)
                #expect(text.contains("murmur_fresh_events 2") && text.contains("murmur_fresh_messages 1"))
            }
        }
    }

    @Test("A new text without a model waits, and the answer says so")
    func noModel() async throws {
        try await withWorld { world, records in
            try await records.catalogue.upsert(messages: [Message(id: "wordy", text: "words that nobody has embedded")])
            try await withServer(world, records: records) { client in
                let document: RecommendationDocument = try await client.get("/recommendations?user_id=u01").decoded()
                #expect(document.degraded["fresh_messages"]?.hasPrefix("1 new message") == true)
                #expect(document.items.allSatisfy { $0.id != "wordy" })
            }
        }
    }

    @Test(
        "A new text is embedded on arrival, with the real model",
        .enabled(if: TestModel.isAvailable, "the text model is not there"))
    func embedded() async throws {
        let world = try await TestWorld.built()
        try await withServer(
            snapshots: world.snapshots, records: world.records,
            configure: {
                $0.modelDirectory = TestModel.directory
                $0.freshInterval = .milliseconds(20)
            }
        ) { client in
            try await world.records.catalogue.upsert(messages: [
                Message(id: "hammock", text: "a hammock to hang between two trees")
            ])
            let path = "/recommendations?text=hammock+between+trees&limit=5"
            let found = try await answer(client, path) { $0.items.contains { $0.id == "hammock" } }
            #expect(found.items.contains { $0.id == "hammock" && $0.score > 0 })
        }
        await world.records.close()
    }

    @Test("The records go away: the server answers with what it knew")
    func recordsGone() async throws {
        try await withWorld { world, records in
            try await withServer(
                world, records: records, configure: { $0.freshInterval = .milliseconds(20) }
            ) { client in
                _ = try await records.events.append([event("x1", "stranger", "m05")])
                let path = "/recommendations?user_id=stranger"
                _ = try await answer(client, path) { $0.strategy == .personalized }
                await records.close()
                try await Task.sleep(for: .milliseconds(100))
                let document: RecommendationDocument = try await client.get(path + "&limit=3").decoded()
                #expect(document.strategy == .personalized && document.items.count == 3)
            }
        }
    }
}

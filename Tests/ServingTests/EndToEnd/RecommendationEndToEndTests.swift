import Columns
import Domain
import Foundation
import Recommender
import Records
import SemanticSearch
import Serving
import Snapshots
import Storage
import Testing

@Suite("Recommendations over HTTP", .timeLimit(.minutes(2)))
struct RecommendationEndToEndTests {
    @Test("An answer has the documented shape, and the second one comes from the cache")
    func answer() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let first = try await client.get("/recommendations?user_id=u03&limit=5")
                #expect(first.status == 200 && first.contentType == "application/json")
                let document: RecommendationDocument = try first.decoded()
                #expect(RecommendationID.isValid(document.recommendationID))
                #expect(document.userID == "u03" && document.snapshotID == "world-0")
                #expect(document.modelVersion == "forest-0" && document.strategy == .personalized)
                #expect(document.cache == .miss && document.degraded.isEmpty && document.items.count == 5)
                #expect(document.items.map(\.rank) == [1, 2, 3, 4, 5])
                #expect(document.items.allSatisfy { $0.reasons?.isEmpty == false && $0.explanation == nil })
                let order = [
                    "recommendation_id", "user_id", "snapshot_id", "model_version", "strategy", "generated_at", "cache",
                    "degraded", "items",
                ]
                let places = order.compactMap { first.text.range(of: "\"\($0)\":")?.lowerBound }
                #expect(places.count == order.count && places == places.sorted())

                let second = try await client.post("/recommendations", #"{"limit": 5, "user_id": "u03"}"#)
                #expect(second.text == first.text.replacingOccurrences(of: #""cache":"miss""#, with: #""cache":"hit""#))

                let fresh = try await client.get(
                    "/recommendations?user_id=u03&limit=5", headers: ["Cache-Control": "no-cache"])
                let bypassed: RecommendationDocument = try fresh.decoded()
                #expect(bypassed.cache == .bypass && bypassed.items == document.items)
                #expect(bypassed.recommendationID != document.recommendationID)
            }
        }
    }

    @Test(
        "Each score is the sum of its contributions bit by bit, as decoded from the wire",
        arguments: ["target=message", "target=campaign", "target=message&diversity=0.5", "session=m01&session=m07"])
    func scores(_ query: String) async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                for user in 0..<ServedWorld.userCount {
                    let path = "/recommendations?user_id=\(ServedWorld.name("u", user))&limit=20&explain=full&\(query)"
                    let document: RecommendationDocument = try await client.get(path).decoded()
                    #expect(!document.items.isEmpty)
                    for item in document.items {
                        let sum = item.contributions.reduce(0) { $0 + $1.value }
                        #expect(sum.bitPattern == item.score.bitPattern)
                        let explanation = try #require(item.explanation)
                        #expect(explanation.score.bitPattern == item.score.bitPattern)
                        for (part, full) in zip(item.contributions, explanation.contributions) {
                            #expect(part.term == full.term && part.value.bitPattern == full.value.bitPattern)
                            #expect((full.weight * full.calibrated).bitPattern == full.value.bitPattern)
                        }
                    }
                }
            }
        }
    }

    @Test("Each similarity is the cosine of the stored vectors")
    func similarities() async throws {
        try await withWorld { world, records in
            let snapshot = try world.store.openCurrent()
            func cosine(_ left: MessageID, _ right: MessageID) throws -> Double {
                let rows = try [left, right].map { id in
                    let ordinal = try #require(snapshot.catalogue.messageOrdinal(id))
                    return snapshot.contents.embeddings.row(Int(snapshot.catalogue.messageTexts.array[Int(ordinal)]))
                }
                return zip(rows[0], rows[1]).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            }
            try await withServer(world, records: records) { client in
                for number in 0..<ServedWorld.messageCount {
                    let id = MessageID(ServedWorld.name("m", number))
                    let similar: SimilarMessagesDocument = try await client.get("/messages/\(id)/similar?limit=7")
                        .decoded()
                    #expect(similar.items.count == 7 && !similar.items.contains { $0.id == id })
                    for item in similar.items {
                        let expected = try cosine(id, item.id)
                        #expect(abs(expected - item.similarity) < 1e-6)
                    }
                    #expect(similar.items.map(\.similarity) == similar.items.map(\.similarity).sorted(by: >))
                }
                var neighbors = 0
                for user in 0..<10 {
                    let document: RecommendationDocument = try await client.get(
                        "/recommendations?user_id=\(ServedWorld.name("u", user))&explain=full"
                    ).decoded()
                    for item in document.items {
                        for evidence in item.explanation?.contributions.flatMap(\.evidence) ?? [] {
                            guard case .neighbor(let id, _, let found, _) = evidence.evidence else { continue }
                            neighbors += 1
                            let expected = try cosine(MessageID(item.id), id)
                            #expect(abs(expected - found) < 1e-6)
                        }
                    }
                }
                #expect(neighbors > 0)
            }
        }
    }

    @Test("The levels of explanation: no sentences, sentences, everything")
    func levels() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let none: RecommendationDocument = try await client.get("/recommendations?user_id=u01&explain=none")
                    .decoded()
                #expect(none.items.allSatisfy { $0.reasons == nil && !$0.contributions.isEmpty })
                let full: RecommendationDocument = try await client.get("/recommendations?user_id=u01&explain=full")
                    .decoded()
                #expect(full.items.allSatisfy { $0.explanation?.policy.isEmpty == false })
                #expect(full.items.map(\.score) == none.items.map(\.score))
            }
        }
    }

    @Test("A user nobody knows gets labelled popular items")
    func cold() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                for query in ["user_id=stranger", ""] {
                    let document: RecommendationDocument = try await client.get("/recommendations?\(query)").decoded()
                    #expect(document.strategy == .coldStart && !document.items.isEmpty)
                    #expect(document.items.allSatisfy { $0.contributions.map(\.term) == ["popularity"] })
                }
            }
        }
    }

    @Test("An explanation is found right after its answer, and by the next server out of SQL")
    func explanation() async throws {
        try await withWorld { world, records in
            var ids: [String] = []
            try await withServer(
                world, records: records, configure: { $0.recommendationFlushInterval = .seconds(3600) }
            ) {
                client in
                for user in 0..<5 {
                    let document: RecommendationDocument = try await client.get(
                        "/recommendations?user_id=\(ServedWorld.name("u", user))&explain=full"
                    ).decoded()
                    ids.append(document.recommendationID)
                    let reply = try await client.get("/recommendations/\(document.recommendationID)/explanation")
                    let explanation = try ExplanationDocument(json: Array(reply.body))
                    #expect(reply.status == 200 && explanation.snapshotAvailable == true)
                    #expect(explanation.recommendationID == document.recommendationID)
                    #expect(explanation.items == document.items.compactMap(\.explanation))
                    #expect(explanation.policyVersion == RecommendationEngine.policyVersion)
                    #expect(explanation.candidateCount >= document.items.count)
                }
            }
            // Nothing was written while that server ran: it wrote when it ended.
            for id in ids { #expect(try await records.recommendations.find(id) != nil) }
            try world.publish(daysLater: 1)
            try FileManager.default.removeItem(atPath: world.store.folder(of: "world-0"))
            try await withServer(world, records: records) { client in
                for id in ids {
                    let reply = try await client.get("/recommendations/\(id)/explanation")
                    let explanation = try ExplanationDocument(json: Array(reply.body))
                    #expect(explanation.snapshotID == "world-0" && explanation.snapshotAvailable == false)
                }
                let unknown = try await client.get(
                    "/recommendations/018bcfe5-687b-7000-8000-000000000000/explanation")
                #expect(unknown.status == 404)
                #expect(try unknown.decoded(TestClient.ProblemBody.self).type.hasSuffix("unknown-recommendation"))
            }
        }
    }
}

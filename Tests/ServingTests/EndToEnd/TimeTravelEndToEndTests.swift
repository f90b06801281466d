import Domain
import Foundation
import Recommender
import Records
import Serving
import Snapshots
import Testing

@Suite("Explanations as of another time", .timeLimit(.minutes(2)))
struct TimeTravelEndToEndTests {
    private struct Past: Decodable {
        struct Move: Decodable { let source: String, events: Double, model: Double, index: Double }
        struct Item: Decodable {
            let id: String, fromRank: Int?, toRank: Int?, fromScore: Double?, toScore: Double?, moves: [Move]
            let reason: String?
        }
        struct Moved: Decodable { let from: String, to: String, items: [Item] }
        let asOf: String, agreesWithKept: Bool, keptSnapshotId: String, snapshotId: String, recommendationId: String
        let moved: Moved?
    }

    private func read(_ reply: TestClient.Reply) throws -> Past {
        #expect(reply.status == 200, "\(reply.text)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Past.self, from: reply.body)
    }

    /// Three snapshots, ten days apart, the latest current.
    private func withThree(_ body: (ServedWorld, RecordStore, TestClient) async throws -> Void) async throws {
        try await withWorld(publishing: false) { world, records in
            for days in [0, 10, 20] { try world.publish(daysLater: days) }
            try await withServer(world, records: records) { client in try await body(world, records, client) }
        }
    }

    private func time(_ days: Int, seconds: Int64 = 0) -> String {
        ServedWorld.asOf.adding(days: days).adding(seconds: seconds).description
    }

    @Test("The newest snapshot not later than the time answers, and what moved makes up each change")
    func past() async throws {
        try await withThree { _, _, client in
            let list = "user_id=u03&limit=6"
            let kept: RecommendationDocument = try await client.get("/recommendations?" + list).decoded()
            #expect(kept.snapshotID == "world-20")
            let path = "/recommendations/\(kept.recommendationID)/explanation"
            for (asOf, snapshot) in [
                (time(0), "world-0"), (time(10, seconds: -1), "world-0"), (time(10), "world-10"),
                (time(15), "world-10"), (time(20), "world-20"), (time(23), "world-20"),
            ] {
                let reply = try await client.get("\(path)?as_of=\(asOf)")
                let found = try read(reply)
                #expect(found.snapshotId == snapshot && found.asOf == asOf, "\(asOf)")
                #expect(found.recommendationId == kept.recommendationID && found.keptSnapshotId == "world-20")
                #expect(found.agreesWithKept == (snapshot == "world-20"))
                // The rest is an explanation like any other.
                let explanation = try ExplanationDocument(json: Array(reply.body))
                #expect(explanation.snapshotAvailable == true && explanation.generatedAt.description == asOf)
                for item in explanation.items {
                    #expect(item.score == item.contributions.reduce(0) { $0 + $1.value })
                }
                let moved = try #require(found.moved)
                #expect(moved.from == "world-20" && moved.to == snapshot)
                #expect(
                    moved.items.filter { $0.toRank != nil }.map(\.id) == explanation.items.map(\.id))
                #expect(
                    Set(moved.items.filter { $0.fromRank != nil }.map(\.id)) == Set(kept.items.map(\.id)))
                for item in moved.items {
                    #expect((item.reason == nil) == (item.fromRank != nil && item.toRank != nil))
                    guard let from = item.fromScore, let to = item.toScore else { continue }
                    let sum = item.moves.reduce(0) { $0 + $1.events + $1.model + $1.index }
                    #expect(abs(to - from - sum) < 1e-12)
                    if let rank = item.fromRank { #expect(from == kept.items[rank - 1].score) }
                    if let rank = item.toRank { #expect(to == explanation.items[rank - 1].score) }
                }
            }
        }
    }

    @Test("The answer as of a time is the answer that was given then")
    func given() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let early: RecommendationDocument = try await client.get(
                    "/recommendations?user_id=u07&target=campaign&explain=full"
                ).decoded()
                try world.publish(daysLater: 40)
                var late: RecommendationDocument?
                for _ in 0..<500 where late?.snapshotID != "world-40" {
                    late = try await client.get("/recommendations?user_id=u07&target=campaign").decoded()
                    try await Task.sleep(for: .milliseconds(20))
                }
                let id = try #require(late?.recommendationID)
                // By then every campaign is over.
                #expect(late?.items.isEmpty == true && !early.items.isEmpty)
                let reply = try await client.get("/recommendations/\(id)/explanation?as_of=\(ServedWorld.asOf)")
                let explanation = try ExplanationDocument(json: Array(reply.body))
                #expect(explanation.items == early.items.compactMap(\.explanation))
                let found = try read(reply)
                #expect(!found.agreesWithKept && found.moved?.items.isEmpty == false)
                #expect(found.moved?.items.allSatisfy { $0.reason == "It does not run now." } == true)
                // And of the early one as of the later time.
                let again = try read(
                    try await client.get(
                        "/recommendations/\(early.recommendationID)/explanation?as_of=\(time(50))"))
                #expect(again.snapshotId == "world-40" && again.moved?.to == "world-40" && !again.agreesWithKept)
            }
        }
    }

    @Test("What arrived after the build takes part as far as it had arrived by then")
    func arrivals() async throws {
        try await withWorld { world, records in
            try await withServer(
                world, records: records,
                configure: {
                    $0.freshInterval = .milliseconds(20)
                    $0.clock = .system
                }
            ) { client in
                func deed(_ id: EventID, _ message: MessageID) async throws {
                    let event = Event(
                        id: id, time: ServedWorld.asOf.adding(days: 2), type: .transaction, userID: "stranger",
                        messageID: message)
                    _ = try await records.events.append([event])
                }
                func answer(without message: String) async throws -> RecommendationDocument {
                    while true {
                        let found: RecommendationDocument = try await client.get(
                            "/recommendations?user_id=stranger&limit=40"
                        ).decoded()
                        if found.strategy == .personalized, !found.items.contains(where: { $0.id == message }) {
                            return found
                        }
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                func past(_ document: RecommendationDocument, _ time: Instant) async throws -> TestClient.Reply {
                    try await client.get("/recommendations/\(document.recommendationID)/explanation?as_of=\(time)")
                }
                try await deed("x1", "m05")
                let first = try await answer(without: "m05")
                try await Task.sleep(for: .milliseconds(20))
                try await deed("x2", "m11")
                let second = try await answer(without: "m11")
                #expect(first.items.map(\.id) != second.items.map(\.id))
                #expect(try read(await past(first, first.generatedAt)).agreesWithKept)
                #expect(try read(await past(second, second.generatedAt)).agreesWithKept)
                // The second answer as of the first one's time is the first answer.
                let back = try await past(second, first.generatedAt)
                #expect(try !read(back).agreesWithKept)
                let then = try ExplanationDocument(json: Array(back.body))
                #expect(then.items.map(\.id) == first.items.map(\.id) && then.freshUntil != nil)
                #expect(then.items.map(\.score) == first.items.map(\.score))
                let moved = try #require(try read(back).moved)
                #expect(moved.from == moved.to && moved.items.contains { $0.moves.contains { $0.events != 0 } })
                // Before anything arrived the stranger was nobody.
                let before = try await past(second, ServedWorld.asOf.adding(days: 1))
                #expect(try ExplanationDocument(json: Array(before.body)).strategy == .coldStart)
            }
        }
    }

    @Test("A time before every snapshot, and one that was pruned, are problems that say so")
    func missing() async throws {
        try await withThree { world, _, client in
            let kept: RecommendationDocument = try await client.get("/recommendations?user_id=u03").decoded()
            let path = "/recommendations/\(kept.recommendationID)/explanation"
            func problem(_ query: String) async throws -> TestClient.ProblemBody {
                let reply = try await client.get("\(path)?\(query)")
                #expect(reply.contentType.hasPrefix("application/problem+json"), "\(reply.text)")
                return try reply.decoded()
            }
            let early = try await problem("as_of=\(time(-1))")
            #expect(early.status == 404 && early.type.hasSuffix("snapshot-unavailable") && early.parameter == "as_of")
            #expect(early.detail.contains("the oldest that is kept is as of \(ServedWorld.asOf)"))
            for days in [0, 10] { try FileManager.default.removeItem(atPath: world.store.folder(of: "world-\(days)")) }
            #expect(try await problem("as_of=\(time(15))").detail.contains(time(20)))
            for bad in ["yesterday", "2024-01-01", "", "2024-01-01T00:00:00%2B01:00"] {
                let found = try await problem("as_of=\(bad)")
                #expect(found.status == 400 && found.parameter == "as_of", "\(bad)")
            }
            #expect(try await problem("as_of=\(time(20))&counterfactual=true").parameter == "counterfactual")
            let unknown = try await client.get("/recommendations/nothing/explanation?as_of=\(time(20))")
            #expect(unknown.status == 404)
        }
    }

    @Test("Where the kept answer's snapshot is gone the answer as of then still comes, without what moved")
    func keptIsGone() async throws {
        try await withThree { world, records, client in
            let kept: RecommendationDocument = try await client.get("/recommendations?user_id=u03").decoded()
            for _ in 0..<500 {
                if try await records.recommendations.find(kept.recommendationID) != nil { break }
                try await Task.sleep(for: .milliseconds(20))
            }
            let recommender = DirectRecommender(
                snapshots: world.store, records: records, modelDirectory: nil, clock: .snapshot)
            let early = ServedWorld.asOf.adding(days: 12)
            let whole = try #require(try await recommender.explain(kept.recommendationID, asOf: early))
            #expect(whole.moved?.from == "world-20" && !whole.agreesWithKept)
            try FileManager.default.removeItem(atPath: world.store.folder(of: "world-20"))
            let found = try #require(try await recommender.explain(kept.recommendationID, asOf: early))
            #expect(found.moved == nil && found.explanation == whole.explanation)
            #expect(found.keptSnapshotID == "world-20")
            #expect(String(decoding: found.json(), as: UTF8.self).contains(#""moved":null"#))
            #expect(try await recommender.explain("nothing", asOf: early) == nil)
            await #expect(throws: TimeTravelError.noSnapshot(asOf: Instant(seconds: 0), oldest: ServedWorld.asOf)) {
                try await recommender.explain(kept.recommendationID, asOf: Instant(seconds: 0))
            }
        }
    }

    @Test("A damaged snapshot is passed over for the next older one")
    func damaged() async throws {
        try await withThree { world, _, client in
            let kept: RecommendationDocument = try await client.get("/recommendations?user_id=u05").decoded()
            let path = world.store.folder(of: "world-10") + "/graph.columns"
            try FileManager.default.removeItem(atPath: path)
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
            let reply = try await client.get(
                "/recommendations/\(kept.recommendationID)/explanation?as_of=\(time(12))")
            #expect(try read(reply).snapshotId == "world-0")
        }
    }

    @Test("Many times asked at once are all answered, each from its own snapshot")
    func many() async throws {
        try await withThree { _, _, client in
            let kept: RecommendationDocument = try await client.get("/recommendations?user_id=u05").decoded()
            let path = "/recommendations/\(kept.recommendationID)/explanation"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        let days = number % 3 * 10
                        let found = try read(try await client.get("\(path)?as_of=\(time(days))"))
                        #expect(found.snapshotId == "world-\(days)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

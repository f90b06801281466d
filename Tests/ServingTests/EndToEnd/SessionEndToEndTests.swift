import Domain
import Foundation
import Graph
import Snapshots
import Testing

@Suite("What comes next in a session, over HTTP", .timeLimit(.minutes(2)))
struct SessionEndToEndTests {
    private struct Body: Decodable {
        struct Item: Decodable {
            struct Link: Decodable { let messageId: String, share: Double }
            let rank: Int, id: String, text: String, score: Double, through: [Link]
        }
        let snapshotId: String, method: String, known: Int, unknown: Int, items: [Item]
    }

    private func read(_ reply: TestClient.Reply) throws -> Body {
        #expect(reply.status == 200, "\(reply.text)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Body.self, from: reply.body)
    }

    /// The recipe of a graph signal by its name; nil for the walk.
    private static func recipe(_ method: String) -> ItemRecipe? {
        switch method {
        case "transition":
            ItemRecipe(
                .transition(ItemTransitions.Parameters()), history: ItemHistoryParameters(orderDecay: 0.6, limit: 50))
        case "ridge":
            ItemRecipe(
                .ridge(
                    RidgeWeights.Parameters(
                        lambda: 0, relativeLambda: 8, diagonalExponent: 0.5, activityExponent: 0.5, sequenceGain: 0,
                        isBinary: false, limit: 400)))
        default: nil
        }
    }

    @Test(
        "Whatever the snapshot's graph signal is, a session is answered, and the answer names the method",
        arguments: ["walk", "transition", "ridge"])
    func methods(method: String) async throws {
        try await withWorld(publishing: false) { world, records in
            try world.publish(recipe: Self.recipe(method))
            try await withServer(world, records: records) { client in
                let session = ["m03", "m08", "never heard of", "m13"]
                let path = "/sessions/next?session=m03&session=m08&session=never%20heard%20of&session=m13"
                let body = try read(try await client.get(path + "&limit=12"))
                #expect(body.snapshotId == "world-0" && body.method == method)
                #expect(body.known == 3 && body.unknown == 1)
                #expect(!body.items.isEmpty && body.items.count <= 12)
                #expect(body.items.map(\.rank) == Array(1...body.items.count))
                let scores = body.items.map(\.score)
                #expect(scores == scores.sorted(by: >) && scores.allSatisfy { $0 > 0 })
                #expect(Set(body.items.map(\.id)).isDisjoint(with: session))
                #expect(Set(body.items.map(\.text)).count == body.items.count)
                for item in body.items {
                    #expect(!item.through.isEmpty && item.through.allSatisfy { session.contains($0.messageId) })
                    // Ridge weights may speak against an item, so one share can be more than the whole.
                    if method != "ridge" { #expect(abs(item.through.reduce(0) { $0 + $1.share } - 1) < 1e-9) }
                }
                let posted = try await client.post(
                    "/sessions/next", #"{"session": ["m03", "m08", "never heard of", "m13"], "limit": 12}"#)
                #expect(try await client.get(path + "&limit=12").text == posted.text)
                // A shorter list is the beginning of a longer one.
                let short = try read(try await client.get(path + "&limit=3"))
                #expect(short.items.map(\.id) == body.items.prefix(3).map(\.id))
            }
        }
    }

    @Test("Transitions lead on by what people did next, as the rows themselves say")
    func transitions() async throws {
        try await withWorld(publishing: false) { world, records in
            try world.publish(recipe: Self.recipe("transition"))
            let contents = try world.store.openCurrent().contents
            let catalogue = contents.catalogue
            let session = try ["m05", "m10"].map { try #require(catalogue.messageOrdinal(MessageID($0))) }
            let expected = try #require(contents.items).nextMessages(session: session, limit: 100)
            try await withServer(world, records: records) { client in
                let body = try read(try await client.get("/sessions/next?session=m05&session=m10&limit=100"))
                var texts: Set<String> = []
                let distinct = expected.filter { texts.insert(catalogue.text(ofMessage: $0.message)).inserted }
                #expect(body.items.map(\.id) == distinct.map { catalogue.messageID($0.message).rawValue })
                #expect(body.items.map(\.score) == distinct.map(\.score))
            }
        }
    }

    @Test("A session of nothing known, an empty one and a wrong parameter are named")
    func mistakes() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let unknown = try await client.get("/sessions/next?session=gone&session=away")
                #expect(unknown.status == 404 && unknown.contentType.hasPrefix("application/problem+json"))
                let problem = try unknown.decoded(TestClient.ProblemBody.self)
                #expect(problem.type.hasSuffix("unknown-message") && problem.parameter == "session")
                #expect(problem.detail == "session: the snapshot knows none of these messages.")
                for (query, parameter) in [
                    ("", "session"), ("?session=", "session"), ("?session=m01&limit=0", "limit"),
                    ("?session=m01&limit=101", "limit"), ("?session=m01&user_id=u03", "user_id"),
                ] {
                    let reply = try await client.get("/sessions/next" + query)
                    #expect(reply.status == 400, "\(query): \(reply.text)")
                    #expect(try reply.decoded(TestClient.ProblemBody.self).parameter == parameter, "\(query)")
                }
                let posted = try await client.post("/sessions/next", #"{"session": "m01"}"#)
                #expect(posted.status == 400)
                #expect(try await client.get("/sessions/next?session=m01", method: "DELETE").status == 405)
            }
        }
    }
}

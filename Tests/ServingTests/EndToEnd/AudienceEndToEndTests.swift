import Domain
import Foundation
import Graph
import Recommender
import Snapshots
import Testing

@Suite("Audiences and people alike over HTTP", .timeLimit(.minutes(2)))
struct AudienceEndToEndTests {
    private struct Body: Decodable {
        struct User: Decodable {
            struct Link: Decodable { let messageId: String, share: Double }
            let userId: String, score: Double, through: [Link]
        }
        let snapshotId: String, users: [User]
    }

    private func read(_ reply: TestClient.Reply) throws -> Body {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Body.self, from: reply.body)
    }

    private func check(_ body: Body, _ what: String) {
        #expect(!body.users.isEmpty, "\(what)")
        let scores = body.users.map(\.score)
        #expect(scores == scores.sorted(by: >) && scores.allSatisfy { $0 > 0 }, "\(what)")
        for user in body.users {
            #expect(!user.through.isEmpty && user.through.count <= 3, "\(what)")
            #expect(user.through.reduce(0) { $0 + $1.share } <= 1 + 1e-9, "\(what)")
        }
    }

    @Test("An audience leaves out who engaged already, unless asked not to; people alike are others")
    func audiences() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let graph = try world.store.openCurrent().contents.graph
                let catalogue = try world.store.openCurrent().contents.catalogue
                for message in world.messages.prefix(6) {
                    let path = "/messages/\(message.id)/audience"
                    let all = try read(try await client.get(path + "?include_engaged=true&limit=500"))
                    let fresh = try read(try await client.get(path + "?limit=500"))
                    let ordinal = try #require(catalogue.messageOrdinal(message.id))
                    func knows(_ user: Body.User) -> Bool {
                        catalogue.userOrdinal(UserID(user.userId)).map {
                            graph.hasEngaged(user: $0, message: ordinal)
                        } ?? true
                    }
                    #expect(!fresh.users.contains(where: knows))
                    #expect(fresh.users.map(\.userId) == all.users.filter { !knows($0) }.map(\.userId))
                    if !all.users.isEmpty { check(all, path) }
                }
                let alike = try read(try await client.get("/users/u03/similar?limit=5"))
                check(alike, "alike")
                #expect(alike.users.count <= 5 && !alike.users.contains { $0.userId == "u03" })
            }
        }
    }

    @Test("A campaign's audience comes by GET and by POST alike; unknown ids and bad limits are named")
    func campaigns() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let id = try #require(try world.store.openCurrent().contents.catalogue.campaigns.first?.id)
                let asked = try await client.get("/campaigns/\(id)/audience?limit=7&include_engaged=true")
                let posted = try await client.post(
                    "/campaigns/\(id)/audience", #"{"limit": 7, "include_engaged": true}"#)
                #expect(asked.status == 200 && asked.text == posted.text, "\(posted.text)")
                check(try read(asked), "campaign")
                for (path, status, word) in [
                    ("/campaigns/none/audience", 404, "unknown-campaign"), ("/users/none/similar", 404, "unknown-user"),
                    ("/messages/none/audience", 404, "unknown-message"), ("/users/u03/similar?limit=0", 400, "limit"),
                    ("/messages/m00/audience?lmit=2", 400, "lmit"),
                ] {
                    let reply = try await client.get(path)
                    #expect(reply.status == status && reply.text.contains(word), "\(path): \(reply.text)")
                }
            }
        }
    }
}

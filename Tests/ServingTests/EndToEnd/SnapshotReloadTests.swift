import Foundation
import Recommender
import Serving
import Snapshots
import Testing

@Suite("Snapshot reload", .timeLimit(.minutes(2)))
struct SnapshotReloadTests {
    private struct Ready: Decodable {
        let snapshotID: String

        private enum CodingKeys: String, CodingKey { case snapshotID = "snapshot_id" }
    }

    @Test("New snapshots are picked up while requests go on, and none fails")
    func reload() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let isDone = Shared(false)
                let answered = Counter()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<4 {
                        group.addTask {
                            var number = worker
                            var latest = 0
                            while !isDone.withLock({ $0 }) {
                                let user = ServedWorld.name("u", number % ServedWorld.userCount)
                                number += 7
                                let reply = try await client.get("/recommendations?user_id=\(user)&explain=none")
                                #expect(reply.status == 200)
                                let document: RecommendationDocument = try reply.decoded()
                                let days = Int(document.snapshotID.dropFirst("world-".count)) ?? -1
                                // Model and snapshot belong together, and time does not run backwards.
                                #expect(document.modelVersion == "forest-\(days)" && days >= latest)
                                latest = days
                                answered.next()
                            }
                        }
                    }
                    for days in 1...5 {
                        let before = answered.value
                        try world.publish(daysLater: days)
                        while try await snapshot(client) != "world-\(days)" { await Task.yield() }
                        while answered.value < before + 20 { await Task.yield() }
                    }
                    isDone.withLock { $0 = true }
                    try await group.waitForAll()
                }
                #expect(answered.value >= 100)
            }
        }
    }

    @Test("A damaged snapshot is ignored, and a good one after it is not")
    func damaged() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let probe = try ServedWorld()
                defer { probe.remove() }
                // Published elsewhere, damaged, then brought here: the server never sees the good version.
                let id = try probe.publish(daysLater: 1)
                let file = probe.store.folder(of: id) + "/embeddings.columns"
                var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
                bytes[bytes.count - 5] ^= 1
                try bytes.write(to: URL(fileURLWithPath: file))
                try FileManager.default.copyItem(
                    atPath: probe.store.folder(of: id), toPath: world.store.folder(of: id))
                try relink(world, to: id)
                let before: RecommendationDocument = try await client.get("/recommendations?user_id=u01").decoded()
                // Long enough for the server to have looked more than once.
                try await Task.sleep(for: .milliseconds(200))
                let after: RecommendationDocument = try await client.get("/recommendations?user_id=u01").decoded()
                #expect(before.snapshotID == "world-0" && after.snapshotID == "world-0")
                #expect(try await client.get("/readyz").status == 200)
                try world.publish(daysLater: 2)
                while try await snapshot(client) != "world-2" { await Task.yield() }
            }
            // A server that starts with a damaged current snapshot takes the latest good one.
            try relink(world, to: "world-1")
            try await withServer(world, records: records) { client in
                let id = try await snapshot(client)
                #expect(id == "world-2")
            }
        }
    }

    @Test("Without a snapshot the server lives, is not ready, and becomes ready by itself")
    func unpublished() async throws {
        try await withWorld(publishing: false) { world, records in
            try await withServer(world, records: records) { client in
                #expect(try await client.get("/healthz").status == 200)
                let ready = try await client.get("/readyz")
                #expect(ready.status == 503 && ready.contentType == "application/problem+json")
                let refused = try await client.get("/recommendations?user_id=u01")
                #expect(refused.status == 503 && refused.headers["retry-after"] == "5")
                #expect(try await client.get("/messages/m01").status == 200)
                try world.publish()
                while try await client.get("/readyz").status != 200 { await Task.yield() }
                #expect(try await client.get("/recommendations?user_id=u01").status == 200)
            }
        }
    }

    private func snapshot(_ client: TestClient) async throws -> String {
        try await client.get("/readyz").decoded(Ready.self).snapshotID
    }

    private func relink(_ world: ServedWorld, to id: String) throws {
        let link = world.store.home + "/current"
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "snapshots/\(id)")
    }
}

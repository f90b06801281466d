import Foundation
import Serving
import Testing

@Suite("Problems over HTTP", .timeLimit(.minutes(2)))
struct ProblemEndToEndTests {
    @Test("What cannot be answered is said in a problem document that names the parameter")
    func problems() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                func expect(
                    _ reply: TestClient.Reply, _ kind: Problem.Kind, _ parameter: String? = nil,
                    sourceLocation: SourceLocation = #_sourceLocation
                ) throws {
                    #expect(reply.status == kind.status, sourceLocation: sourceLocation)
                    #expect(reply.contentType == "application/problem+json", sourceLocation: sourceLocation)
                    let body = try reply.decoded(TestClient.ProblemBody.self)
                    #expect(body.type == "urn:murmuration:problem:\(kind.rawValue)", sourceLocation: sourceLocation)
                    #expect(body.status == kind.status, sourceLocation: sourceLocation)
                    if let parameter { #expect(body.parameter == parameter, sourceLocation: sourceLocation) }
                }
                try expect(await client.get("/recommendations?limit=0"), .invalidParameter, "limit")
                try expect(await client.get("/recommendations?colour=red"), .invalidParameter, "colour")
                try expect(await client.get("/recommendations?text=%FF"), .invalidParameter, "text")
                try expect(await client.get("/recommendations?message_id=nope"), .unknownMessage, "message_id")
                try expect(await client.get("/recommendations?campaign_id=nope"), .unknownCampaign, "campaign_id")
                try expect(await client.get("/messages/nope"), .unknownMessage, "id")
                try expect(await client.get("/messages/nope/similar"), .unknownMessage, "id")
                try expect(await client.get("/messages/m01/similar?limit=1000"), .invalidParameter, "limit")
                try expect(await client.get("/messages/%00"), .invalidParameter, "id")
                try expect(await client.get("/campaigns/nope"), .unknownCampaign, "id")
                try expect(await client.get("/reports/cache?hours=0"), .invalidParameter, "hours")
                try expect(await client.get("/recommendations/x/explanation"), .unknownRecommendation, "id")
                try expect(await client.get("/"), .noSuchResource)
                try expect(await client.get("/nothing/here"), .noSuchResource)
                try expect(await client.get("/recommendations?text=oats"), .textQueriesUnavailable, "text")
                try expect(await client.post("/recommendations", #"{"limit": "many"}"#), .invalidParameter, "limit")
                try expect(await client.post("/recommendations", #"{"limit": "#), .malformedBody)
                try expect(await client.post("/recommendations", "[1]"), .malformedBody)
                try expect(await client.post("/recommendations?limit=3", "{}"), .invalidParameter, "limit")
                try expect(
                    await client.post("/recommendations", "user_id=u01", type: "application/x-www-form-urlencoded"),
                    .unsupportedMediaType)
                let large = #"{"text": ""# + String(repeating: "x", count: 70_000) + #""}"#
                try expect(await client.post("/recommendations", large), .bodyTooLarge, "body")
            }
        }
    }

    @Test("A method that a resource does not have is refused with those it has")
    func methods() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                for (method, path, allowed) in [
                    ("DELETE", "/recommendations", "HEAD, GET, POST"), ("POST", "/messages/m01", "HEAD, GET"),
                    ("PUT", "/healthz", "HEAD, GET"),
                ] {
                    let reply = try await client.get(path, method: method)
                    #expect(reply.status == 405 && reply.headers["allow"] == allowed)
                    #expect(reply.contentType == "application/problem+json")
                }
                let head = try await client.get("/recommendations?user_id=u01", method: "HEAD")
                #expect(head.status == 200 && head.body.isEmpty)
                let missing = try await client.get("/nothing", method: "HEAD")
                #expect(missing.status == 404 && missing.body.isEmpty)
            }
        }
    }

    @Test("A request that takes too long is answered, and so is the next")
    func timeLimit() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records, configure: { $0.requestTimeLimit = .nanoseconds(1) }) {
                client in
                let reply = try await client.get("/recommendations?user_id=u01")
                #expect(reply.status == 503 && reply.headers["retry-after"] == "1")
                #expect(try reply.decoded(TestClient.ProblemBody.self).type.hasSuffix("time-limit"))
            }
        }
    }
}

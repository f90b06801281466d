import Domain
import Foundation
import Recommender
import Serving
import Snapshots
import Testing

@Suite("Why not and counterfactuals over HTTP", .timeLimit(.minutes(2)))
struct InspectionEndToEndTests {
    private struct WhyNotBody: Decodable {
        struct Term: Decodable { let value: Double }
        struct Gap: Decodable { let lastId: String, total: Double }
        struct Source: Decodable { let source: String, rank: Int?, of: Int, proposes: Int? }
        let messageId: String, verdict: String, reason: String, snapshotId: String, policyVersion: String
        let rule: String?, shownRank: Int?, rank: Int?, score: Double?, contributions: [Term], gap: Gap?
        let sources: [Source]
    }

    private struct CounterfactualBody: Decodable {
        struct Item: Decodable { let messageId: String }
        let outcome: String, top: Item?, removed: [Item]?, replacement: Item?, heldFixed: [String]?, rankings: Int?
    }

    private func read<Value: Decodable>(_ reply: TestClient.Reply, as _: Value.Type = Value.self) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: reply.body)
    }

    @Test("A message in the list is shown, a seen one is filtered, another is outranked by so much")
    func whyNot() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let answer: RecommendationDocument = try await client.get("/recommendations?user_id=u03&limit=5")
                    .decoded()
                func ask(_ query: String) async throws -> WhyNotBody {
                    let reply = try await client.get("/recommendations/why-not?user_id=u03&limit=5&\(query)")
                    #expect(reply.status == 200, "\(reply.text)")
                    return try read(reply)
                }
                for item in answer.items {
                    let found = try await ask("message_id=\(item.id)")
                    #expect(found.verdict == "shown" && found.shownRank == item.rank && found.score == item.score)
                    #expect(found.snapshotId == answer.snapshotID)
                    #expect(found.policyVersion == RecommendationEngine.policyVersion)
                }
                var verdicts: Set<String> = []
                for message in world.messages {
                    let found = try await ask("message_id=\(message.id)")
                    verdicts.insert(found.verdict)
                    #expect(found.messageId == message.id.rawValue && !found.reason.isEmpty)
                    #expect(found.score == found.contributions.reduce(0) { $0 + $1.value })
                    #expect(found.gap?.lastId == answer.items.last?.id)
                    #expect(found.sources.map(\.source) == ["similarity", "graph", "forecast", "popularity"])
                    if found.verdict == "outranked" { #expect(found.gap.map { $0.total >= 0 } == true) }
                    if found.verdict == "filtered" { #expect(found.rule == "seen") }
                }
                #expect(verdicts.isSuperset(of: ["shown", "filtered", "outranked"]))
                #expect(try await ask("message_id=nothing").verdict == "unknown")
                #expect(try await ask("message_id=m00&around=m00").rule == "asked_by")
                let posted = try await client.post(
                    "/recommendations/why-not", #"{"user_id": "u03", "message_id": "m00", "exclude": ["m00"]}"#)
                #expect(try read(posted, as: WhyNotBody.self).rule == "excluded")
            }
        }
    }

    @Test("A campaign that is missed gets its verdict and its distance; the first one says what it hangs on")
    func campaigns() async throws {
        struct Body: Decodable {
            struct Gap: Decodable { let lastId: String, total: Double }
            let campaignId: String, text: String?, verdict: String, reason: String, rule: String?, score: Double?
            let contributions: [WhyNotBody.Term], gap: Gap?
        }
        struct Hangs: Decodable {
            struct Top: Decodable { let campaignId: String, text: String }
            struct Removed: Decodable { let messageId: String }
            let outcome: String, top: Top?, replacement: Top?, removed: [Removed]
        }
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let list = "user_id=u03&limit=2&target=campaign"
                let answer: RecommendationDocument = try await client.get("/recommendations?" + list).decoded()
                #expect(answer.items.count == 2)
                var verdicts: Set<String> = []
                for campaign in world.campaigns {
                    let found: Body = try read(
                        await client.get("/recommendations/why-not?\(list)&campaign_id=\(campaign.id)"))
                    verdicts.insert(found.verdict)
                    #expect(found.campaignId == campaign.id.rawValue && found.text == campaign.name)
                    #expect(found.score == found.contributions.reduce(0) { $0 + $1.value })
                    #expect(found.gap?.lastId == answer.items.last?.id)
                    if campaign.id == "c04" { #expect(found.rule == "not_running") }
                    if found.verdict == "outranked" { #expect(found.gap.map { $0.total >= 0 } == true) }
                }
                #expect(verdicts == ["shown", "outranked", "filtered"])
                let path = "/recommendations/counterfactual?" + list
                let hangs: Hangs = try read(await client.get(path))
                #expect(hangs.top?.campaignId == answer.items.first?.id)
                if !hangs.removed.isEmpty { #expect(hangs.replacement?.campaignId != hangs.top?.campaignId) }
                let posted = try await client.post(
                    "/recommendations/why-not",
                    #"{"user_id": "u03", "target": "campaign", "campaign_id": "c01", "exclude": ["c01"]}"#)
                #expect(try read(posted, as: Body.self).rule == "excluded")
            }
        }
    }

    @Test("What is asked wrongly is named")
    func mistakes() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                func parameter(_ path: String) async throws -> String? {
                    try await client.get(path).decoded(TestClient.ProblemBody.self).parameter
                }
                #expect(try await parameter("/recommendations/why-not?user_id=u03") == "message_id")
                #expect(try await parameter("/recommendations/why-not?message_id=m00&around=gone") == "around")
                #expect(try await parameter("/recommendations/why-not?message_id=m00&explain=full") == "explain")
                #expect(try await parameter("/recommendations/why-not?message_id=m00&target=campaign") == "message_id")
                #expect(try await parameter("/recommendations/why-not?user_id=u03&target=campaign") == "campaign_id")
                #expect(try await parameter("/recommendations/why-not?message_id=m00&seen_days=0") == "seen_days")
                #expect(try await parameter("/recommendations/counterfactual?campaign_ids=gone") == "campaign_ids")
                let recommended = try await client.get(
                    "/recommendations?user_id=u03&campaign_share=0.5&target=campaign")
                #expect(try recommended.decoded(TestClient.ProblemBody.self).parameter == "campaign_share")
            }
        }
    }

    @Test("The top hangs on a set that, taken away, puts another there; the explanation says the same")
    func counterfactual() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                let answer: RecommendationDocument = try await client.get("/recommendations?user_id=u03&limit=5")
                    .decoded()
                let path = "/recommendations/counterfactual?user_id=u03&limit=5"
                let found: CounterfactualBody = try read(await client.get(path))
                #expect(found.top?.messageId == answer.items.first?.id)
                #expect(found.heldFixed?.count == 3 && (found.rankings ?? 0) > 1)
                if found.outcome == "smallest" || found.outcome == "found" {
                    #expect(found.removed?.isEmpty == false)
                    #expect(found.replacement?.messageId != found.top?.messageId)
                }
                let plain = "/recommendations/\(answer.recommendationID)/explanation"
                #expect(try await !client.get(plain).text.contains("\"counterfactual\""))
                struct Explanation: Decodable { let counterfactual: CounterfactualBody }
                let explained: Explanation = try read(await client.get(plain + "?counterfactual=true"))
                #expect(explained.counterfactual.outcome == found.outcome)
                #expect(explained.counterfactual.removed?.map(\.messageId) == found.removed?.map(\.messageId))
                #expect(try await client.get(plain + "?counterfactual=perhaps").status == 400)
                // Another snapshot cannot say what that answer hung on.
                try world.publish(daysLater: 1)
                var later: Explanation?
                for _ in 0..<500 where later?.counterfactual.outcome != "another_snapshot" {
                    later = try read(await client.get(plain + "?counterfactual=true"))
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(later?.counterfactual.outcome == "another_snapshot")
            }
        }
    }
}

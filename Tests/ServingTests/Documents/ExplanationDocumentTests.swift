import Domain
import Foundation
import Recommender
import Records
import Serving
import TestNumbers
import Testing

@Suite("Documents")
struct ExplanationDocumentTests {
    private static let evidence: [Evidence] = [
        .neighbor(messageID: "m1", text: "tea \"green\"", cosine: 0.1 + 0.2, share: 1 / 3.0),
        .path(throughMessage: "m2", throughUser: "u9", weight: 1e-7, share: 0.25),
        .feature(name: "user_views_7d", value: nil, shap: -0.125),
        .feature(name: "user_views_30d", value: 3, shap: 0.7),
        .base(margin: -1.5), .popularity(users: 17, weight: 4.25),
        .segment(country: "DE", device: .ios, users: 12, weight: 3.25, people: 31, everybody: 400),
        .segment(country: nil, device: .web, users: 0, weight: 0, people: 31, everybody: 400),
        .member(messageID: "m3", text: "", score: 0.625), .promotion(campaignID: "c1", name: "Spring \"26\""),
    ]

    private static func recommendation(seed: UInt64) -> Recommendation {
        var generator = SeededGenerator(seed: seed)
        let items = (1...7).map { rank in
            RankedItem(
                rank: rank, id: "m\(rank)", target: .message, campaignID: rank % 2 == 0 ? "c" : nil, text: "é\n\(rank)",
                contributions: ["similarity", "graph", "forecast"].map { term in
                    Contribution(
                        term: term, raw: .random(in: -3...3, using: &generator),
                        calibrated: .random(in: 0...1, using: &generator),
                        weight: .random(in: 0...1, using: &generator), evidence: evidence)
                },
                reasons: ["Because.", "And because."], rankWithout: ["graph": rank + 1, "forecast": rank],
                policy: ["kept"])
        }
        return Recommendation(
            strategy: .personalized, items: items, degraded: ["forecast": "why"], candidateCount: 300)
    }

    private let query = RecommendationQuery(
        request: RecommendationRequest(userID: "u", exclude: ["b", "a"]), explain: .full)
    private let time = Instant(milliseconds: 1_700_000_000_007)

    @Test("An answer reads back as it was written, every number bit by bit", arguments: 1...20 as ClosedRange<UInt64>)
    func answer(seed: UInt64) throws {
        let document = RecommendationDocument(
            recommendationID: "r", query: query, snapshotID: "s", modelVersion: "m", generatedAt: time, cache: .miss,
            recommendation: Self.recommendation(seed: seed))
        let read = try JSONDecoder().decode(RecommendationDocument.self, from: Data(document.json()))
        #expect(read == document)
        for item in read.items {
            #expect(item.score.bitPattern == item.contributions.reduce(0) { $0 + $1.value }.bitPattern)
        }
    }

    @Test("An explanation reads back with all its evidence, served or kept")
    func explanation() throws {
        let recommendation = Self.recommendation(seed: 4)
        let document = ExplanationDocument(
            recommendationID: "r", query: query, snapshotID: "s", modelVersion: "m", policyVersion: "1",
            generatedAt: time, recommendation: recommendation)
        let kept = try ExplanationDocument(json: document.json())
        #expect(kept.items == document.items && kept.items == recommendation.items.map { ItemExplanationDocument($0) })
        #expect(kept.items[0].contributions[0].evidence.map(\.evidence) == Self.evidence)
        #expect(kept.generatedAt == time && kept.candidateCount == 300 && kept.snapshotAvailable == nil)
        for available in [true, false] {
            let served = ExplanationDocument.served(document.json(), snapshotAvailable: available)
            let read = try ExplanationDocument(json: served)
            #expect(read.snapshotAvailable == available && read.items == document.items)
        }
    }

    @Test("A kept request reads back as the query it was")
    func request() throws {
        let full = RecommendationQuery(
            request: RecommendationRequest(
                userID: "u", text: "oats \"fine\"", messageID: "m", session: ["b", "a"], limit: 3, target: .campaign,
                campaignID: "c", excludeSeen: false, diversity: 0.1, minimumScore: 0.3, exclude: ["z"], country: "de",
                device: .web), explain: .none)
        for query in [query, full, RecommendationQuery(request: RecommendationRequest())] {
            #expect(try RecommendationQuery(json: query.json()) == query)
        }
    }
}

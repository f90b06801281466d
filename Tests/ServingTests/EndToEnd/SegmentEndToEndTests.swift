import Domain
import Recommender
import Serving
import Testing

@Suite("Popular in a segment, over HTTP", .timeLimit(.minutes(2)))
struct SegmentEndToEndTests {
    @Test("A stranger's country and device choose the people who answer, in query and body alike")
    func strangers() async throws {
        try await withWorld { world, records in
            try await withServer(world, records: records) { client in
                func ask(_ query: String) async throws -> RecommendationDocument {
                    try await client.get("/recommendations?explain=full&\(query)").decoded()
                }
                let web = try await ask("country=de&device=web")
                #expect(web.strategy == .segmentPopular && web.items.count == 10)
                #expect(web.items.allSatisfy { $0.contributions.map(\.term) == ["popularity"] })
                #expect(
                    web.items.allSatisfy { $0.reasons?.first?.hasPrefix("Popular with people in DE on web: ") == true })
                // 10 people in DE come on ios: too few, so those of the country answer.
                let ios = try await ask("country=DE&device=ios")
                #expect(
                    ios.items.allSatisfy { $0.reasons?.first?.hasPrefix("Popular with people in DE: ") == true })
                for item in web.items {
                    guard
                        case .segment(let country, let device, _, _, let people, let everybody)? =
                            item.explanation?.contributions[0].evidence.first?.evidence
                    else {
                        Issue.record("\(item.id) has no segment")
                        continue
                    }
                    #expect(country == "DE" && device == .web && people == 20 && everybody == 40)
                }
                let posted: RecommendationDocument = try await client.post(
                    "/recommendations", #"{"context": {"country": "DE", "device": "web"}, "explain": "full"}"#
                ).decoded()
                #expect(posted.items == web.items)
                #expect(try await ask("country=FR").strategy == .coldStart)
                let kept = try await client.get("/recommendations/\(web.recommendationID)/explanation")
                #expect(try ExplanationDocument(json: Array(kept.body)).strategy == .segmentPopular)
                #expect(kept.text.contains(#""strategy":"segment_popular""#))
            }
        }
    }
}

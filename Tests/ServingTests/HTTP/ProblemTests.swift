import Foundation
import Recommender
import Serving
import Testing

@Suite("Problem document")
struct ProblemTests {
    @Test("Every kind has a status of an error, a title and a type of its own")
    func kinds() throws {
        for kind in Problem.Kind.allCases {
            let json = try JSONDecoder().decode(
                Document.self, from: Data(Problem(kind, detail: "Why \"so\".", parameter: "p").json()))
            #expect(json.type == "urn:murmuration:problem:\(kind.rawValue)")
            #expect(json.status == kind.status && (400...599).contains(kind.status))
            #expect(json.title == kind.title && json.detail == "Why \"so\"." && json.parameter == "p")
        }
        #expect(Set(Problem.Kind.allCases.map(\.title)).count == Problem.Kind.allCases.count)
    }

    @Test("Only errors that say so are the client's fault")
    func mapping() {
        #expect(Problem(RecommendationError.unknownMessage(parameter: "message_id", id: "x")).kind == .unknownMessage)
        #expect(Problem(RecommendationError.unknownCampaign(parameter: "campaign_id", id: "x")).kind.status == 404)
        #expect(Problem(RecommendationError.invalid(parameter: "limit", expected: "less")).parameter == "limit")
        #expect(Problem(WorkerError.overloaded).retryAfter == 1)
        #expect(Problem(WorkerError.expired).kind == .timeLimit)
        #expect(Problem(TimeLimitError.exceeded).kind.status == 503)
        let secret = Problem(Unforeseen(text: "user 17"))
        #expect(secret.kind == .internalError)
        #expect(!String(decoding: secret.json(), as: UTF8.self).contains("17"))
    }

    private struct Unforeseen: Error { let text: String }

    private struct Document: Decodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let parameter: String?
    }
}

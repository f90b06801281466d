import Domain
import Recommender
import Snapshots
import TestWorld
import Testing

/// Sources that could not take part in an answer.
@Suite("Degraded answers")
struct DegradedTests {
    private func degraded(
        _ world: TinyWorld, _ request: RecommendationRequest, vector: [Float]? = nil
    ) throws -> [String: String] {
        try world.engine().recommend(request, queryVector: vector, now: TinyWorld.asOf).degraded
    }

    private let user = RecommendationRequest(userID: "u1")

    @Test("Where every source could take part nothing is said, nor for popular items")
    func whole() throws {
        for target in RecommendationTarget.allCases {
            #expect(try degraded(.lively, RecommendationRequest(userID: "u1", target: target)) == [:])
            #expect(try degraded(.lively, RecommendationRequest(target: target)) == [:])
        }
        #expect(try degraded(.lively, RecommendationRequest(session: ["m1"])) == [:])
    }

    @Test("An anonymous search has no history for the graph to start from")
    func search() throws {
        let asked = RecommendationRequest(text: "thing")
        #expect(try degraded(.lively, asked, vector: [1, 0, 0]) == ["graph": "no history to start from"])
        #expect(
            try degraded(.lively, RecommendationRequest(messageID: "m1")) == ["graph": "no history to start from"])
        #expect(try degraded(.lively, RecommendationRequest(userID: "u1", messageID: "m1")) == [:])
    }

    @Test("A history from which nothing leads on and a forest without a split are named")
    func absences() throws {
        var lonely = TinyWorld(
            items: [
                .init(id: "a", text: "one"), .init(id: "b", text: "two", vector: [-1, 0, 0]),
                .init(id: "c", text: "three", vector: [0, 1, 0]),
            ])
        lonely.deeds = [.init(user: "u1", message: "a")]
        #expect(try degraded(lonely, user) == ["graph": "nothing leads on from the history"])
        var undecided = TinyWorld.lively
        undecided.isForestConstant = true
        #expect(
            try degraded(undecided, user) == ["forecast": "no forecast was learned: it says the same of every item"])
        // A source without weight is not asked, so nothing is missing.
        undecided.weights = SignalValues(similarity: 0.5, graph: 0.5, forecast: 0)
        #expect(try degraded(undecided, user) == [:])
    }
}

import Columns
import Domain
import Recommender
import SemanticSearch
import Snapshots
import TestWorld
import Testing

@Suite("Diversity")
struct DiversityTests {
    /// Two messages near the one asked about and alike, and two that differ from both.
    private let world = TinyWorld(
        items: [
            TinyWorld.Item(id: "asked", text: "asked", vector: [1, 0, 0]),
            TinyWorld.Item(id: "near", text: "near", vector: [1, 0.1, 0]),
            TinyWorld.Item(id: "twin", text: "twin", vector: [1, 0.11, 0]),
            TinyWorld.Item(id: "side", text: "side", vector: [0.5, -1, 0]),
            TinyWorld.Item(id: "other", text: "other", vector: [0.1, 0, 1]),
        ], weights: SignalValues(similarity: 1, graph: 0, forecast: 0))

    private func ids(_ diversity: Double, limit: Int = 4) throws -> [String] {
        try world.engine().recommend(
            RecommendationRequest(messageID: "asked", limit: limit, diversity: diversity), queryVector: nil,
            now: TinyWorld.asOf
        ).items.map(\.id)
    }

    @Test("None ranks by score; all of it takes the best and then what is unlike")
    func ends() throws {
        #expect(try ids(0) == ["near", "twin", "side", "other"])
        #expect(try ids(1).first == "near")
        #expect(try ids(1).last == "twin")
        #expect(try ids(0, limit: 2) == ["near", "twin"])
        #expect(try !ids(1, limit: 3).contains("twin"))
    }

    @Test("The list is that of a naive MMR over the same candidates", .enabled(if: TestModel.isAvailable))
    func twin() async throws {
        let world = try await BuiltWorld()
        for user in 0..<SmallShop.userCount {
            let lambda = Double(user) / Double(SmallShop.userCount - 1)
            let request = RecommendationRequest(
                userID: UserID("shopper-\(user)"), limit: 1 + user % 12, excludeSeen: user % 2 == 0, diversity: lambda)
            let answer = try world.recommend(request).items.map(\.id)
            var texts: Set<String> = []
            var pool = try world.ranked(request, now: world.asOf).filter {
                texts.insert(world.catalogue.text(ofMessage: $0.message)).inserted
            }
            // Only the best of the candidates may be moved up.
            pool = Array(pool.prefix(max(50, 5 * request.limit)))
            let best = pool.first?.score ?? 0
            var picked: [ScoredCandidate] = []
            func cosine(_ left: ScoredCandidate, _ right: ScoredCandidate) -> Double {
                func row(_ candidate: ScoredCandidate) -> [Float] {
                    world.contents.embeddings.row(Int(world.catalogue.messageTexts[Int(candidate.message)]))
                }
                return zip(row(left), row(right)).reduce(0) { $0 + Double($1.0 * $1.1) }
            }
            while picked.count < request.limit, !pool.isEmpty {
                let values = pool.map { candidate in
                    (1 - lambda) * candidate.score / best
                        - lambda * picked.reduce(0) { max($0, cosine($1, candidate)) }
                }
                let next = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
                picked.append(pool.remove(at: next))
            }
            #expect(answer == picked.map { world.catalogue.messageID($0.message).rawValue }, "λ = \(lambda)")
        }
    }
}

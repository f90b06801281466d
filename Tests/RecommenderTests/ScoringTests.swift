import Domain
import Features
import Forecasting
import Recommender
import SemanticSearch
import Snapshots
import TestNumbers
import TestWorld
import Testing

/// What each source says of candidates: one by one and by its own account.
@Suite("Scores of candidates", .enabled(if: TestModel.isAvailable))
struct ScoringTests {
    @Test("are the same together and alone, and those of the sources", arguments: 0..<6 as Range<UInt64>)
    func together(seed: UInt64) async throws {
        let world = try await BuiltWorld()
        let retriever = Retriever(contents: world.contents)
        var requests = RandomRequests(seed: 100 + seed, shop: world.shop)
        for _ in 0..<40 {
            let request = requests.next()
            let query = try world.query(request)
            let messages = (0..<Int32(world.catalogue.messageCount)).filter { _ in requests.flip() }
            let scores = retriever.scores(of: messages, for: query)
            #expect(scores.map(\.message) == messages)
            for own in scores {
                #expect(retriever.scores(of: [own.message], for: query) == [own])
                #expect(own.similarity == retriever.similarity(of: own.message, to: query)?.cosine ?? 0)
                #expect(own.graph == query.graph?.score(of: own.message) ?? 0)
                let vector = world.contents.features.vector(user: query.user, message: own.message)
                #expect(own.forecast == Double(world.contents.forest.margin(vector)))
            }
        }
    }

    @Test("are in falling order once ranked, each the sum of its terms")
    func ranked() async throws {
        let world = try await BuiltWorld()
        let retriever = Retriever(contents: world.contents)
        let blend = Blend(world.snapshot.manifest.blend)
        let query = try world.query(RecommendationRequest(userID: "shopper-1"))
        let scores = retriever.scores(of: Array(0..<Int32(world.catalogue.messageCount)), for: query)
        let ranked = blend.ranked(scores)
        #expect(ranked.map(\.message).sorted() == scores.map(\.message))
        for (one, next) in zip(ranked, ranked.dropFirst()) {
            #expect(one.score > next.score || (one.score == next.score && one.message < next.message))
        }
        for candidate in ranked {
            let sum = SignalSource.allCases.reduce(0.0) { sum, source in
                sum + blend.parameters.weights[source]
                    * blend.parameters.calibration(of: source)(candidate.scores[source])
            }
            #expect(candidate.score == sum)
        }
    }

    @Test("name every stage of an answer once, in order")
    func stages() async throws {
        let world = try await BuiltWorld()
        var stages: [AnswerStage] = []
        let request = RecommendationRequest(userID: "shopper-1")
        let answer = try world.engine.recommend(request, queryVector: nil, now: world.asOf) { stages.append($0) }
        #expect(stages == AnswerStage.allCases)
        #expect(try answer == world.recommend(request))
    }
}

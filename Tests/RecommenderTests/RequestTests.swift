import Domain
import Graph
import Recommender
import Snapshots
import TestWorld
import Testing

/// What a request means, and which requests are refused.
@Suite("Requests")
struct RequestTests {
    private func error(
        _ request: RecommendationRequest, vector: [Float]? = nil, _ engine: RecommendationEngine
    ) -> RecommendationError? {
        do {
            _ = try engine.recommend(request, queryVector: vector, now: TinyWorld.asOf)
            return nil
        } catch {
            return error as? RecommendationError
        }
    }

    @Test("Unknown messages and campaigns are refused and the parameter is named")
    func unknown() throws {
        let engine = try TinyWorld.lively.engine()
        #expect(
            error(RecommendationRequest(messageID: "none"), engine)
                == .unknownMessage(parameter: "message_id", id: "none"))
        for target in RecommendationTarget.allCases {
            #expect(
                error(RecommendationRequest(target: target, campaignID: "none"), engine)
                    == .unknownCampaign(parameter: "campaign_id", id: "none"))
        }
        #expect(throws: RecommendationError.unknownMessage(parameter: "id", id: "none")) {
            try engine.similar(to: "none", limit: 3)
        }
    }

    @Test("Values out of range are refused and the parameter is named")
    func ranges() throws {
        let engine = try TinyWorld.lively.engine()
        for limit in [0, -1, 101, .max, .min] {
            #expect(error(RecommendationRequest(limit: limit), engine)?.parameter == "limit")
        }
        for diversity in [-0.01, 1.01, .nan, .infinity] {
            #expect(error(RecommendationRequest(diversity: diversity), engine)?.parameter == "diversity")
        }
        for least in [Double.nan, .infinity, -.infinity] {
            #expect(error(RecommendationRequest(minimumScore: least), engine)?.parameter == "min_score")
        }
        for limit in [1, 100] { #expect(error(RecommendationRequest(limit: limit), engine) == nil) }
        for diversity in [0.0, 1] { #expect(error(RecommendationRequest(diversity: diversity), engine) == nil) }
    }

    @Test("A text comes with its embedding: as long as the snapshot's, and finite")
    func textVectors() throws {
        let engine = try TinyWorld.lively.engine()
        let request = RecommendationRequest(text: "hello")
        for vector: [Float]? in [nil, [], [1], [1, 0, 0, 0], [.nan, 0, 0], [0, .infinity, 0]] {
            #expect(error(request, vector: vector, engine)?.parameter == "text", "\(String(describing: vector))")
        }
        #expect(error(request, vector: [1, 0, 0], engine) == nil)
    }

    @Test("Every error says which parameter and what was expected")
    func descriptions() {
        for error in [
            RecommendationError.unknownMessage(parameter: "message_id", id: "x"),
            .unknownCampaign(parameter: "campaign_id", id: "x"), .invalid(parameter: "limit", expected: "a number"),
        ] {
            #expect(error.description.hasPrefix(error.parameter + ": "))
        }
    }

    @Test("A stranger gets popular items, labelled, the most popular first, each text once")
    func coldStart() throws {
        var world = TinyWorld.lively
        world.items[4].text = world.items[1].text
        let engine = try world.engine()
        let contents = engine.snapshot.contents
        for request in [
            RecommendationRequest(limit: 100), RecommendationRequest(userID: "stranger", limit: 100),
            RecommendationRequest(session: ["unheard of"], limit: 100),
        ] {
            let answer = try engine.recommend(request, queryVector: nil, now: TinyWorld.asOf)
            #expect(answer.strategy == .coldStart)
            let popularities = try answer.items.map { item in
                contents.graph.popularity(
                    ofMessage: try #require(engine.snapshot.catalogue.messageOrdinal(MessageID(item.id))))
            }
            #expect(popularities == popularities.sorted(by: >))
            #expect(answer.items.map { $0.contributions[0].raw } == popularities)
            #expect(Set(answer.items.map(\.text)).count == answer.items.count)
            #expect(answer.items.allSatisfy { $0.reasons[0].hasPrefix("Popular: ") && $0.rankWithout.isEmpty })
            #expect(answer.items.allSatisfy { $0.policy.contains { $0.hasPrefix("cold start") } })
            for item in answer.items {
                let people = Set(world.deeds.filter { $0.message == item.id }.map(\.user)).count
                guard case .popularity(let users, let weight)? = item.contributions[0].evidence.first else {
                    Issue.record("no evidence of popularity")
                    continue
                }
                #expect(users == people && weight == item.contributions[0].raw)
            }
        }
        // Someone who was only shown things is known by name and by nothing else.
        var shown = world
        shown.deeds.append(TinyWorld.Deed(user: "onlooker", message: "m1", type: .impression))
        let answer = try shown.engine().recommend(
            RecommendationRequest(userID: "onlooker"), queryVector: nil, now: TinyWorld.asOf)
        #expect(answer.strategy == .coldStart && !answer.items.isEmpty)
    }

    @Test("A message asked about brings what is near it; a text of the same vector brings it too")
    func searches() throws {
        let world = TinyWorld(
            items: [
                TinyWorld.Item(id: "a", text: "a", vector: [1, 0, 0]),
                TinyWorld.Item(id: "b", text: "b", vector: [9, 1, 0]),
                TinyWorld.Item(id: "c", text: "c", vector: [1, 1, 0]),
                TinyWorld.Item(id: "d", text: "d", vector: [0, 0, 1]),
            ], weights: SignalValues(similarity: 1, graph: 0, forecast: 0))
        let engine = try world.engine()
        let near = try engine.recommend(
            RecommendationRequest(messageID: "a"), queryVector: nil, now: TinyWorld.asOf)
        #expect(near.strategy == .personalized)
        #expect(near.items.map(\.id) == ["b", "c", "d"])
        let text = try engine.recommend(
            RecommendationRequest(text: "a!"), queryVector: [1, 0, 0], now: TinyWorld.asOf)
        #expect(text.items.map(\.id) == ["a", "b", "c", "d"])
        #expect(text.items[0].contributions[0].raw == 1)
    }

    @Test("Messages near another are found past withdrawn ones, nearest first, equal ones by id")
    func similar() throws {
        var items = (0..<40).map { index in
            TinyWorld.Item(id: "h\(index + 10)", text: "h\(index)", vector: [100, Float(index), 0], hidden: true)
        }
        items += [
            TinyWorld.Item(id: "a", text: "same", vector: [1, 0, 0]), TinyWorld.Item(id: "b", text: "same"),
            TinyWorld.Item(id: "c", text: "far", vector: [1, 1, 0]),
            TinyWorld.Item(id: "d", text: "off", vector: [0, 0, 1]),
        ]
        let engine = try TinyWorld(items: items).engine()
        #expect(try engine.similar(to: "a", limit: 3).map(\.id) == ["b", "c", "d"])
        #expect(try engine.similar(to: "a", limit: 1).map(\.id) == ["b"])
        #expect(try engine.similar(to: "h10", limit: 9).map(\.id) == ["a", "b", "c", "d"])
        #expect(try engine.similar(to: "a", limit: 0).isEmpty)
        #expect(try engine.similar(to: "a", limit: 3)[0].similarity == 1)
    }
}

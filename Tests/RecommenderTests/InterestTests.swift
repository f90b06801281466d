import Domain
import Recommender
import Snapshots
import TestWorld
import Testing

/// Histories about one thing, and about several.
@Suite("Interests")
struct InterestTests {
    /// Two directions at right angles with three messages each, something between them, and a reader of `bought`.
    private func world(_ bought: [String]) -> TinyWorld {
        var items: [TinyWorld.Item] = []
        for index in 0..<4 {
            let tilt = Float(index) * 0.05
            items.append(TinyWorld.Item(id: "tea\(index)", text: "tea \(index)", vector: [1, 0, tilt]))
            items.append(TinyWorld.Item(id: "car\(index)", text: "car \(index)", vector: [0, 1, tilt]))
        }
        items.append(TinyWorld.Item(id: "between", text: "tea in a car", vector: [1, 1, 0]))
        var world = TinyWorld(items: items, weights: SignalValues(similarity: 1, graph: 0, forecast: 0))
        world.deeds = bought.map { TinyWorld.Deed(user: "u", message: $0) }
        return world
    }

    private func query(_ bought: [String]) throws -> (query: Query, engine: RecommendationEngine) {
        let engine = try world(bought).engine()
        let retriever = Retriever(contents: engine.snapshot.contents)
        return (try retriever.query(for: RecommendationRequest(userID: "u"), textVector: nil), engine)
    }

    @Test("A coherent history is one interest, a broad one is split")
    func split() throws {
        #expect(try query([]).query.interests.isEmpty)
        #expect(try query(["tea0"]).query.interests.count == 1)
        #expect(try query(["tea0", "tea1", "tea2"]).query.interests.count == 1)
        let broad = try query(["tea0", "car0", "tea1", "car1"]).query
        #expect(broad.interests.count == 2)
        #expect(broad.interests.allSatisfy { $0.members.count == 2 })
        #expect(broad.history.count == 4)
    }

    @Test("What lies between two interests does not win, and the evidence is of the interest that did")
    func evidence() throws {
        let (_, engine) = try query(["tea0", "car0"])
        let items = try engine.recommend(
            RecommendationRequest(userID: "u", limit: 20), queryVector: nil, now: TinyWorld.asOf
        ).items
        #expect(items.last?.id == "between")
        for item in items where item.id != "between" {
            let term = item.contributions[0]
            guard case .neighbor(let id, _, let cosine, let share)? = term.evidence.first else {
                Issue.record("no neighbour of \(item.id)")
                continue
            }
            #expect(term.evidence.count == 1)
            #expect(id.rawValue == String(item.id.prefix(3)) + "0")
            #expect(abs(share - term.raw) < 1e-6 && abs(cosine - term.raw) < 1e-6)
        }
    }

    @Test("There are at most four interests, and every message belongs to one")
    func bound() throws {
        var world = TinyWorld(
            items: (0..<8).map { index in
                TinyWorld.Item(
                    id: "m\(index)", text: "text \(index)", vector: (0..<8).map { $0 == index ? 1 : 0 })
            })
        world.deeds = (0..<8).map { TinyWorld.Deed(user: "u", message: "m\($0)", daysAgo: 1 + $0) }
        let retriever = Retriever(contents: try world.engine().snapshot.contents)
        let query = try retriever.query(for: RecommendationRequest(userID: "u"), textVector: nil)
        #expect(query.interests.count == 4)
        #expect(query.interests.flatMap(\.members).count == 8)
        #expect(query.interests.map { $0.members[0].message } == [0, 1, 2, 3])
    }

    @Test("Messages that cancel out are nothing to compare with")
    func cancelled() throws {
        var world = TinyWorld(
            items: [
                TinyWorld.Item(id: "a", text: "a", vector: [1, 0, 0]),
                TinyWorld.Item(id: "b", text: "b", vector: [-1, 0, 0]),
            ])
        world.deeds = ["a", "b"].map { TinyWorld.Deed(user: "u", message: $0) }
        let retriever = Retriever(contents: try world.engine().snapshot.contents)
        let query = try retriever.query(for: RecommendationRequest(userID: "u"), textVector: nil)
        #expect(query.interests.count == 2)
        #expect(query.vectors.allSatisfy { $0.allSatisfy(\.isFinite) })
    }
}

import Domain
import Recommender
import Snapshots
import TestWorld
import Testing

/// What counts as seen.
@Suite("Seen messages")
struct SeenTests {
    /// One user who did something else with each message, some of it long ago, and others who bought everything.
    private var world: TinyWorld {
        let deeds: [(String, EventType, Int)] = [
            ("bought", .transaction, 5), ("old", .transaction, 300), ("clicked", .click, 20), ("shown", .impression, 2),
            ("labelled", .label, 2),
        ]
        var world = TinyWorld(
            items: (deeds.map(\.0) + ["new"]).enumerated().map { index, id in
                TinyWorld.Item(id: id, text: id, vector: [1, Float(index) * 0.1, 0], campaigns: ["c"])
            }, campaigns: [Campaign(id: "c", name: "C")])
        world.deeds = deeds.map { TinyWorld.Deed(user: "u", message: $0.0, type: $0.1, daysAgo: $0.2) }
        for item in world.items {
            world.deeds += ["v", "w"].map { TinyWorld.Deed(user: $0, message: item.id, daysAgo: 9) }
        }
        return world
    }

    private func ids(_ change: (inout RecommendationRequest) -> Void) throws -> Set<String> {
        var request = RecommendationRequest(userID: "u", limit: 50)
        change(&request)
        return Set(try world.engine().recommend(request, queryVector: nil, now: TinyWorld.asOf).items.map(\.id))
    }

    @Test("Every engagement of any time makes a message seen; being shown it does not")
    func defaults() throws {
        #expect(try ids { _ in } == ["shown", "labelled", "new"])
        #expect(try ids { $0.excludeSeen = false }.count == 6)
    }

    @Test("Types and a window say what counts")
    func typesAndWindow() throws {
        let all: Set<String> = ["bought", "old", "clicked", "shown", "labelled", "new"]
        #expect(try ids { $0.seenTypes = [.impression] } == all.subtracting(["shown"]))
        #expect(try ids { $0.seenTypes = [.transaction] } == all.subtracting(["bought", "old"]))
        #expect(try ids { $0.seenTypes = [.click, .label] } == all.subtracting(["clicked", "labelled"]))
        #expect(try ids { $0.seenDays = 30 } == all.subtracting(["bought", "clicked"]))
        #expect(try ids { $0.seenDays = 20 } == all.subtracting(["bought", "clicked"]))
        #expect(try ids { $0.seenDays = 19 } == all.subtracting(["bought"]))
        #expect(
            try ids {
                $0.seenTypes = [.transaction]
                $0.seenDays = 30
            } == all.subtracting(["bought"]))
        // The window has nothing to say where nothing seen is left out.
        #expect(
            try ids {
                $0.excludeSeen = false
                $0.seenTypes = EventType.allCases
            } == all)
    }

    @Test("The policy of an item says what was looked at")
    func policy() throws {
        var request = RecommendationRequest(userID: "u", seenTypes: [.click, .transaction], seenDays: 30)
        func policy() throws -> [String] {
            try world.engine().recommend(request, queryVector: nil, now: TinyWorld.asOf).items[0].policy
        }
        #expect(try policy().contains("kept: no click, transaction of it in the last 30 days"))
        request.seenTypes = nil
        #expect(try policy().contains("kept: no engagement of it in the last 30 days"))
        request.seenDays = nil
        #expect(try policy().contains("kept: not engaged with before"))
    }

    @Test("A campaign is recommended by messages that were not seen, and not at all without any")
    func campaigns() throws {
        func members(_ change: (inout RecommendationRequest) -> Void) throws -> Set<String> {
            var request = RecommendationRequest(userID: "u", target: .campaign)
            change(&request)
            let items = try world.engine().recommend(request, queryVector: nil, now: TinyWorld.asOf).items
            return Set(
                items.flatMap(\.contributions).flatMap(\.evidence).compactMap { evidence in
                    if case .member(let id, _, _) = evidence { id.rawValue } else { nil }
                })
        }
        #expect(try members { _ in } == ["shown", "labelled", "new"])
        #expect(try members { $0.excludeSeen = false }.intersection(["bought", "old", "clicked"]).count >= 2)
        #expect(try members { $0.seenTypes = [.impression] }.isDisjoint(with: ["shown"]))
        var all = world
        all.deeds.append(contentsOf: world.items.map { TinyWorld.Deed(user: "u", message: $0.id) })
        let request = RecommendationRequest(userID: "u", target: .campaign)
        #expect(try all.engine().recommend(request, queryVector: nil, now: TinyWorld.asOf).items.isEmpty)
    }
}

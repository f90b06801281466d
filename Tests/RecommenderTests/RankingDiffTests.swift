import Domain
import Recommender
import Snapshots
import Testing

@Suite("What moved between two snapshots")
struct RankingDiffTests {
    private var world: TinyWorld {
        var world = TinyWorld(items: [
            .init(id: "a", text: "one", vector: [1, 0, 0]), .init(id: "b", text: "two", vector: [0.9, 0.4, 0]),
            .init(id: "c", text: "three", vector: [0.5, 0.8, 0]),
            .init(id: "d", text: "four", vector: [0.2, 0.1, 0.9]),
        ])
        world.deeds = [
            .init(user: "u", message: "a"), .init(user: "v", message: "a"), .init(user: "v", message: "b"),
            .init(user: "w", message: "c"), .init(user: "w", message: "a"),
        ]
        return world
    }

    private let request = RecommendationRequest(userID: "u", limit: 3)

    private func diff(_ before: TinyWorld, _ after: TinyWorld) throws -> RankingDiff {
        try before.engine().diff(request, to: after.engine(), queryVector: nil)
    }

    /// The parts of each item must make up what its score changed by.
    private func check(_ diff: RankingDiff) {
        for item in diff.items {
            guard let from = item.fromScore, let to = item.toScore else { continue }
            let sum = item.moves.reduce(0) { $0 + $1.events + $1.model + $1.index }
            #expect(abs(to - from - sum) < 1e-12, "\(item)")
        }
    }

    @Test("Nothing moves between a snapshot and itself")
    func same() throws {
        let diff = try diff(world, world)
        #expect(diff.items.map(\.toRank) == [1, 2, 3] && diff.items.map(\.fromRank) == [1, 2, 3])
        for item in diff.items {
            #expect(item.fromScore == item.toScore && item.reason == nil)
            #expect(item.moves.map(\.source) == ["similarity", "graph", "forecast"])
            #expect(item.moves.allSatisfy { $0.events == 0 && $0.model == 0 && $0.index == 0 })
        }
    }

    @Test("Other weights are the model's, other events are the events', and the parts make up the change")
    func causes() throws {
        var heavier = world
        heavier.weights = SignalValues(similarity: 0.25, graph: 0.25, forecast: 0.5)
        let weighed = try diff(world, heavier)
        check(weighed)
        #expect(weighed.items.flatMap(\.moves).allSatisfy { $0.events == 0 && $0.index == 0 })
        #expect(weighed.items.flatMap(\.moves).contains { $0.model != 0 })
        var livelier = world
        livelier.deeds += [.init(user: "u", message: "c"), .init(user: "v", message: "d")]
        let moved = try diff(world, livelier)
        check(moved)
        #expect(moved.items.flatMap(\.moves).allSatisfy { $0.model == 0 && $0.index == 0 })
        #expect(moved.items.flatMap(\.moves).contains { $0.events != 0 })
        var grown = world
        grown.split.above = 1.5
        let taught = try diff(world, grown)
        check(taught)
        for move in taught.items.flatMap(\.moves) {
            #expect(move.events == 0 && move.index == 0 && (move.source == "forecast" || move.model == 0))
        }
    }

    @Test("What a rule took out says so; what only one snapshot knows is said to be new")
    func rules() throws {
        var seen = world
        seen.deeds.append(.init(user: "u", message: "b"))
        let gone = try #require(try diff(world, seen).items.first { $0.id == "b" })
        #expect(gone.toRank == nil && gone.fromRank != nil)
        #expect(gone.reason?.contains("seen") == true, "\(gone.reason ?? "nothing")")
        var larger = world
        larger.items.append(.init(id: "e", text: "five", vector: [1, 0.1, 0]))
        let new = try #require(try diff(world, larger).items.first { $0.id == "e" })
        #expect(new.fromRank == nil && new.fromScore == nil && new.toScore != nil && new.moves.isEmpty)
        #expect(new.reason?.contains("does not know") == true, "\(new.reason ?? "nothing")")
    }
}

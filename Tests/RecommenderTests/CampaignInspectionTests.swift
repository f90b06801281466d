import Domain
import Recommender
import Snapshots
import TestNumbers
import TestWorld
import Testing

/// Why a campaign is not recommended, what moved between two snapshots, and what the first one hangs on.
@Suite("Campaigns asked about")
struct CampaignInspectionTests {
    /// A random world with one user of a short history; campaigns hold what is not in it.
    private func world(seed: UInt64, history: Int, weights: SignalValues) -> TinyWorld {
        var random = SeededGenerator(seed)
        var world = TinyWorld(
            items: (0..<24).map { index in
                TinyWorld.Item(
                    id: "m\(10 + index)", text: "text \(10 + index)",
                    vector: (0..<4).map { _ in Float(random.unit() * 2 - 1) },
                    campaigns: index < history ? [] : ["c\(index % 4)"] + (random.below(3) == 0 ? ["c4"] : []))
            }, weights: weights)
        world.campaigns = (0..<5).map { Campaign(id: CampaignID("c\($0)"), name: "Campaign \($0)") }
        world.deeds = (0..<history).map { index in
            TinyWorld.Deed(user: "u", message: "m\(10 + index)", daysAgo: 1 + random.below(60))
        }
        for _ in 0..<60 {
            world.deeds.append(
                TinyWorld.Deed(
                    user: "v\(random.below(8))", message: "m\(10 + random.below(24))", daysAgo: 1 + random.below(60)))
        }
        return world
    }

    private let mixed = SignalValues(similarity: 0.4, graph: 0.4, forecast: 0.2)

    @Test("Each rule that keeps a campaign out is named, and the terms are those that it would have")
    func rules() throws {
        var world = world(seed: 3, history: 3, weights: mixed)
        world.items += [
            .init(id: "n0", text: "late", vector: [1, 0.5, 0, 0], campaigns: ["over"]),
            .init(id: "n1", text: "far", vector: [1, 0.5, 0, 0], campaigns: ["abroad"]),
            .init(id: "n2", text: "small", vector: [1, 0.5, 0, 0], campaigns: ["phones"]),
            .init(id: "n3", text: "old", vector: [1, 0.5, 0, 0], campaigns: ["known"]),
            .init(id: "n4", text: "withdrawn", vector: [1, 0.5, 0, 0], campaigns: ["known"], hidden: true),
        ]
        world.campaigns += [
            Campaign(id: "over", name: "Over", endsAt: TinyWorld.asOf.adding(days: -1)),
            Campaign(id: "abroad", name: "Abroad", countries: ["FR"]),
            Campaign(id: "phones", name: "Phones", devices: [.ios]), Campaign(id: "known", name: "Known"),
            Campaign(id: "hollow", name: "Hollow"),
        ]
        world.deeds.append(.init(user: "u", message: "n3"))
        let engine = try world.engine()
        var request = RecommendationRequest(
            userID: "u", limit: 2, target: .campaign, exclude: ["c1"], country: "DE", device: .web)
        func ask(_ id: CampaignID, change: (inout RecommendationRequest) -> Void = { _ in }) throws -> WhyNot {
            var request = request
            change(&request)
            return try engine.whyNot(request, campaign: id, queryVector: nil, now: TinyWorld.asOf)
        }
        for (id, rule) in [
            ("over", .notRunning), ("abroad", .otherCountry), ("phones", .otherDevice), ("c1", .excluded),
            ("known", .nothingToShow), ("hollow", .nothingToShow),
        ] as [(CampaignID, ExclusionRule)] {
            let found = try ask(id)
            #expect(found.verdict == .filtered(rule), "\(id): \(found.verdict)")
            #expect(found.sentence == rule.sentence && found.target == .campaign && found.id == id.rawValue)
            #expect(
                found.contributions.isEmpty == (rule == .nothingToShow)
                    && (found.gap == nil) == (rule == .nothingToShow))
        }
        #expect(try ask("gone").verdict == .unknown)
        let outside = try ask("c2") { $0.campaignIDs = ["c3"] }
        #expect(outside.verdict == .filtered(.outsideCampaigns))
        #expect(outside.sentence == "It is none of the campaigns asked for.")
        #expect(try ask("known") { $0.excludeSeen = false }.verdict != .filtered(.nothingToShow))
        // What would be first without the rule has the score that it then has.
        let excluded = try ask("c1")
        request.exclude = []
        let shown = try engine.recommend(request, queryVector: nil, now: TinyWorld.asOf)
        let free = try ask("c1")
        #expect(excluded.contributions == free.contributions && !free.contributions.isEmpty)
        for item in shown.items {
            let found = try ask(CampaignID(item.id))
            #expect(found.verdict == .shown(rank: item.rank) && found.contributions == item.contributions)
        }
        #expect(throws: RecommendationError.self) { try ask("c1") { $0.target = .message } }
        #expect(throws: RecommendationError.self) {
            try engine.whyNot(request, message: "m10", queryVector: nil, now: TinyWorld.asOf)
        }
    }

    @Test(
        "Every campaign gets the verdict that the answer bears out, with the gap term by term",
        arguments: 0..<12 as Range<UInt64>)
    func verdicts(seed: UInt64) throws {
        let engine = try world(seed: seed + 40, history: Int(seed % 5), weights: mixed).engine()
        for (limit, least) in [(5, 0), (2, 0), (5, 0.3)] as [(Int, Double)] {
            let request = RecommendationRequest(
                userID: seed % 3 == 0 ? nil : "u", limit: limit, target: .campaign, minimumScore: least)
            let answer = try engine.recommend(request, queryVector: nil, now: TinyWorld.asOf)
            for number in 0..<5 {
                let id = CampaignID("c\(number)")
                let found = try engine.whyNot(request, campaign: id, queryVector: nil, now: TinyWorld.asOf)
                #expect(found.strategy == answer.strategy && found.candidateCount == answer.candidateCount)
                #expect(found.sources.isEmpty && found.text == "Campaign \(number)" && !found.sentence.isEmpty)
                #expect(found.gap?.lastID == answer.items.last?.id)
                if let gap = found.gap {
                    #expect(abs(gap.terms.reduce(0) { $0 + $1.difference } - gap.total) < 1e-12)
                    #expect(gap.lastScore == answer.items.last?.score)
                }
                let item = answer.items.first { $0.id == id.rawValue }
                switch found.verdict {
                case .shown(let rank): #expect(item?.rank == rank && found.rank == rank)
                case .outranked:
                    #expect(item == nil && answer.items.count == limit && found.score <= answer.items.last?.score ?? -1)
                    #expect(found.rank ?? 0 > limit)
                case .belowMinimumScore(let bound): #expect(item == nil && bound == least && found.score < least)
                case .notRetrieved: #expect(item == nil && found.contributions.isEmpty)
                default: Issue.record("\(found.verdict)")
                }
            }
        }
    }

    @Test(
        "The parts of what moved make up each campaign's change, and others' weights are the model's",
        arguments: 0..<8 as Range<UInt64>)
    func diff(seed: UInt64) throws {
        let before = world(seed: seed + 70, history: 4, weights: mixed)
        let request = RecommendationRequest(userID: "u", limit: 3, target: .campaign)
        func check(_ diff: RankingDiff, _ what: String) {
            #expect(diff.items.count >= 3)
            for item in diff.items {
                guard let from = item.fromScore, let to = item.toScore else { continue }
                let sum = item.moves.reduce(0) { $0 + $1.events + $1.model + $1.index }
                #expect(abs(to - from - sum) < 1e-12, "\(what): \(item)")
                #expect(item.moves.map(\.source) == ["similarity", "graph", "forecast"])
                #expect((item.reason == nil) == (item.fromRank != nil && item.toRank != nil))
            }
        }
        let same = try before.engine().diff(request, to: before.engine(), queryVector: nil)
        check(same, "same")
        #expect(same.items.allSatisfy { $0.fromRank == $0.toRank && $0.fromScore == $0.toScore })
        var heavier = before
        heavier.weights = SignalValues(similarity: 0.1, graph: 0.2, forecast: 0.7)
        let weighed = try before.engine().diff(request, to: heavier.engine(), queryVector: nil)
        check(weighed, "weights")
        #expect(weighed.items.flatMap(\.moves).contains { $0.model != 0 })
        var livelier = before
        livelier.deeds += (0..<6).map { .init(user: "u", message: "m\(20 + 2 * $0)", daysAgo: 1) }
        let moved = try before.engine().diff(request, to: livelier.engine(), queryVector: nil)
        check(moved, "events")
        #expect(moved.items.flatMap(\.moves).contains { $0.events != 0 })
        #expect(moved.items.flatMap(\.moves).allSatisfy { $0.model == 0 && $0.index == 0 })
        var ended = before
        let first = try #require(same.items.first?.id)
        ended.campaigns = ended.campaigns.map {
            $0.id.rawValue == first ? Campaign(id: $0.id, name: $0.name, endsAt: TinyWorld.asOf.adding(days: -1)) : $0
        }
        let gone = try before.engine().diff(request, to: ended.engine(), queryVector: nil)
        #expect(gone.items.first { $0.id == first }?.reason == "It does not run now.")
        // At an earlier time it still ran.
        let earlier = try before.engine().diff(
            request, to: ended.engine(), queryVector: nil,
            times: (TinyWorld.asOf, TinyWorld.asOf.adding(days: -2)))
        #expect(earlier.items.allSatisfy { $0.fromRank == $0.toRank })
    }

    @Test("In a cold start what moved is popularity, of messages and campaigns alike")
    func coldDiff() throws {
        let before = world(seed: 5, history: 4, weights: mixed)
        var after = before
        after.deeds += (0..<30).map { .init(user: "w\($0)", message: "m33") }
        for target in RecommendationTarget.allCases {
            let request = RecommendationRequest(limit: 3, target: target)
            let diff = try before.engine().diff(request, to: after.engine(), queryVector: nil)
            #expect(diff.items.contains { ($0.moves.first?.events ?? 0) > 0 })
            for item in diff.items {
                let from = try #require(item.fromScore)
                let to = try #require(item.toScore)
                #expect(item.moves.map(\.source) == ["popularity"])
                #expect(abs(to - from - item.moves[0].events - item.moves[0].model) < 1e-12)
            }
        }
    }

    @Test(
        "Without the set the world that never had those events has another first campaign, and with any smaller it has not",
        arguments: 0..<16 as Range<UInt64>)
    func counterfactual(seed: UInt64) throws {
        // By similarity alone nothing is held fixed, so a world made without the events is the truth.
        let world = world(seed: seed + 200, history: 4, weights: SignalValues(similarity: 1, graph: 0, forecast: 0))
        let request = RecommendationRequest(userID: "u", limit: 3, target: .campaign)
        let found = try world.engine().counterfactual(request, queryVector: nil, now: TinyWorld.asOf)
        func top(without removed: Set<String>) throws -> String? {
            var changed = world
            changed.deeds.removeAll { $0.user == "u" && removed.contains($0.message) }
            return try changed.engine().recommend(request, queryVector: nil, now: TinyWorld.asOf).items.first?.id
        }
        let base = try top(without: [])
        #expect(found.top?.id == base && found.top?.target == .campaign && found.historyCount == 4)
        let history = (0..<4).map { "m\(10 + $0)" }
        let sets = (1..<15).map { bits in Set(history.indices.filter { bits >> $0 & 1 == 1 }.map { history[$0] }) }
            .sorted { $0.count < $1.count }
        let removed = Set(found.removed.map(\.id))
        #expect(found.removed.allSatisfy { $0.target == .message })
        // Without any history what is popular is first, and popularity knows of the events: there it may differ.
        if let smallest = try sets.first(where: { try top(without: $0) != base }) {
            #expect(found.outcome == .smallest && removed.count == smallest.count)
            #expect(try top(without: removed) == found.replacement?.id && found.replacement?.target == .campaign)
        } else {
            #expect(found.outcome == .noSet || removed.count == 4)
        }
    }
}

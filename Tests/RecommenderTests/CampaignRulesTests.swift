import Domain
import Recommender
import Snapshots
import TestWorld
import Testing

/// Several campaigns asked for, their shares of a list, and promotion.
@Suite("Rules about campaigns")
struct CampaignRulesTests {
    /// Ten messages that fall in score; the first five belong to `near`, the next three to `far`, the last two to none.
    private var world: TinyWorld {
        var world = TinyWorld(
            items: [TinyWorld.Item(id: "asked", text: "asked", vector: [1, 0, 0])]
                + (0..<10).map { index in
                    TinyWorld.Item(
                        id: "m\(index)", text: "text \(index)", vector: [1, 0.1 * Float(index + 1), 0],
                        campaigns: index < 5 ? ["near"] : index < 8 ? ["far"] : [])
                }, weights: SignalValues(similarity: 1, graph: 0, forecast: 0))
        world.campaigns = [
            Campaign(id: "near", name: "Near"), Campaign(id: "far", name: "Far"),
            Campaign(id: "over", name: "Over", endsAt: TinyWorld.asOf.adding(days: -1)),
        ]
        world.deeds = [TinyWorld.Deed(user: "u", message: "asked")]
        return world
    }

    private func answer(
        _ world: TinyWorld? = nil, _ change: (inout RecommendationRequest) -> Void
    ) throws -> [RankedItem] {
        var request = RecommendationRequest(userID: "u", limit: 10)
        change(&request)
        return try (world ?? self.world).engine().recommend(request, queryVector: nil, now: TinyWorld.asOf).items
    }

    @Test("Messages of any of the campaigns asked for, and of no other")
    func several() throws {
        #expect(try answer { $0.campaignIDs = ["far"] }.map(\.id) == ["m5", "m6", "m7"])
        #expect(try answer { $0.campaignIDs = ["far", "near"] }.count == 8)
        #expect(try answer { $0.campaignIDs = ["far", "over"] }.map(\.id) == ["m5", "m6", "m7"])
        #expect(try answer { $0.campaignIDs = ["over"] }.isEmpty)
        let both = try answer {
            $0.campaignID = "near"
            $0.campaignIDs = ["far"]
        }
        #expect(both.count == 8)
        #expect(
            try answer {
                $0.campaignIDs = ["far", "near"]
                $0.target = .campaign
            }.count == 2)
        let strangers = try answer {
            $0.userID = nil
            $0.campaignIDs = ["far"]
        }
        #expect(strangers.isEmpty)
    }

    @Test("A campaign takes no more than its share, and the list says what was passed over")
    func share() throws {
        let items = try answer {
            $0.campaignShare = 0.4
            $0.limit = 5
        }
        #expect(items.map(\.id) == ["m0", "m1", "m5", "m6", "m8"])
        #expect(items[1].policy.contains("campaign share: 2 of at most 2 of near"))
        #expect(items[2].policy.contains("moved up past 3 better items of campaigns that have their share"))
        #expect(items[4].policy.contains("moved up past 4 better items of campaigns that have their share"))
        // A share of less than one item is one item, or a short list could show nothing.
        #expect(
            try answer {
                $0.campaignShare = 0.01
                $0.limit = 3
            }.map(\.id) == ["m0", "m5", "m8"])
        #expect(try answer { $0.campaignShare = 1 }.map(\.id) == answer { _ in }.map(\.id))
        let varied = try answer {
            $0.campaignShare = 0.4
            $0.limit = 5
            $0.diversity = 0.5
        }
        #expect(varied.count == 5 && varied.count { $0.campaignID == "near" } <= 2)
    }

    @Test("Promotion is a term of its own, and lifts no more than its share")
    func promotion() throws {
        let plain = try answer { _ in }
        let items = try answer { $0.promotion = Promotion(campaignIDs: ["far"], weight: 0.5, maximumShare: 0.2) }
        #expect(items.map(\.id) == ["m5", "m6", "m0", "m1", "m2", "m3", "m4", "m7", "m8", "m9"])
        for (index, item) in items.enumerated() {
            let own = try #require(plain.first { $0.id == item.id })
            #expect(item.score == item.contributions.reduce(0) { $0 + $1.value })
            let isLifted = index < 2
            #expect(item.contributions.map(\.term).contains("promotion") == isLifted)
            #expect(item.score == (isLifted ? own.score + 0.5 : own.score))
            #expect(item.rankWithout["promotion"] == own.rank)
        }
        #expect(items[0].contributions.last?.evidence == [.promotion(campaignID: "far", name: "Far")])
        #expect(items[0].reasons.contains("Promoted with Far."))
        #expect(items[1].policy.contains("lifted by 0.5 for promoted campaign far, 2 of at most 2"))
        #expect(items[7].policy.contains("not lifted for far: promoted items have their share"))
        let none = try answer { $0.promotion = Promotion(campaignIDs: ["far"], weight: 0.5, maximumShare: 0) }
        #expect(none.map(\.id) == plain.map(\.id))
        let over = try answer { $0.promotion = Promotion(campaignIDs: ["over"], weight: 0.5, maximumShare: 1) }
        #expect(over.map(\.score) == plain.map(\.score))
    }

    @Test("The share is that of the list, also of one that is shorter than asked")
    func shortList() throws {
        for share in [0.1, 0.34, 0.5, 0.67, 1] {
            let items = try answer {
                $0.campaignIDs = ["far"]
                $0.promotion = Promotion(campaignIDs: ["far"], weight: 0.5, maximumShare: share)
            }
            #expect(items.count == 3)
            let lifted = items.count { $0.contributions.contains { $0.term == "promotion" } }
            #expect(lifted == Int(share * 3))
        }
    }

    @Test("Promoted messages that no source proposes are proposed, also to strangers")
    func proposed() throws {
        var world = world
        world.items += (0..<600).map { index in
            TinyWorld.Item(id: "n\(index)", text: "nearer \(index)", vector: [1, 0.0001 * Float(index), 0])
        }
        world.deeds.append(TinyWorld.Deed(user: "v", message: "m7"))
        let promotion = Promotion(campaignIDs: ["far"], weight: 1, maximumShare: 0.1)
        #expect(try answer(world) { $0.promotion = promotion }.first?.id == "m5")
        let stranger = try answer(world) {
            $0.userID = nil
            $0.promotion = promotion
            $0.exclude = ["asked"]
        }
        #expect(stranger.map(\.id) == ["m7"] || stranger.first?.id == "m7")
    }

    @Test("A promoted campaign is lifted among campaigns")
    func campaigns() throws {
        let plain = try answer { $0.target = .campaign }
        #expect(plain.map(\.id) == ["near", "far"])
        let items = try answer {
            $0.target = .campaign
            $0.promotion = Promotion(campaignIDs: ["far"], weight: 0.5, maximumShare: 0.5)
        }
        #expect(items.map(\.id) == ["far", "near"])
        #expect(items[0].score == items[0].contributions.reduce(0) { $0 + $1.value })
        #expect(items[0].contributions.last?.term == "promotion")
        #expect(items[0].rankWithout["promotion"] == 2)
        let few = try answer {
            $0.target = .campaign
            $0.promotion = Promotion(campaignIDs: ["far"], weight: 0.5, maximumShare: 0.49)
        }
        #expect(few.map(\.score) == plain.map(\.score))
    }

    @Test("A value that makes no sense is refused and named")
    func refusals() throws {
        let engine = try world.engine()
        func parameter(_ change: (inout RecommendationRequest) -> Void) -> String? {
            var request = RecommendationRequest(userID: "u")
            change(&request)
            do {
                _ = try engine.recommend(request, queryVector: nil, now: TinyWorld.asOf)
                return nil
            } catch {
                return (error as? RecommendationError)?.parameter
            }
        }
        #expect(parameter { $0.campaignIDs = ["far", "none"] } == "campaign_ids")
        #expect(parameter { $0.seenTypes = [] } == "seen_types")
        for days in [0, -1, 36_501] { #expect(parameter { $0.seenDays = days } == "seen_days") }
        for share in [0, -0.1, 1.1, .nan] { #expect(parameter { $0.campaignShare = share } == "campaign_share") }
        #expect(
            parameter {
                $0.campaignShare = 0.5
                $0.target = .campaign
            } == "campaign_share")
        func promotion(_ ids: [CampaignID], _ weight: Double = 0.1, _ share: Double = 0.1) -> String? {
            parameter { $0.promotion = Promotion(campaignIDs: ids, weight: weight, maximumShare: share) }
        }
        #expect(promotion([]) == "promote.campaign_ids")
        #expect(promotion(["none"]) == "promote.campaign_ids")
        for weight in [0, -1, 1.01, .nan, .infinity] { #expect(promotion(["far"], weight) == "promote.weight") }
        for share in [-0.1, 1.01, .nan] { #expect(promotion(["far"], 0.1, share) == "promote.maximum_share") }
        #expect(promotion(["far"]) == nil)
    }
}

import Domain
import Recommender
import Snapshots
import TestWorld
import Testing

/// Which campaigns and messages an answer may hold.
@Suite("Eligibility")
struct EligibilityTests {
    private let asOf = TinyWorld.asOf

    /// One message in one campaign, and one in none.
    private func world(_ campaign: Campaign) -> TinyWorld {
        TinyWorld(
            items: [
                TinyWorld.Item(id: "a", text: "in it", campaigns: [campaign.id.rawValue]),
                TinyWorld.Item(id: "b", text: "not in it", vector: [0, 1, 0]),
                TinyWorld.Item(id: "c", text: "bought", vector: [1, 1, 0]),
            ],
            deeds: [
                TinyWorld.Deed(user: "u", message: "c"), TinyWorld.Deed(user: "v", message: "a"),
                TinyWorld.Deed(user: "v", message: "b"), TinyWorld.Deed(user: "v", message: "c"),
            ], campaigns: [campaign])
    }

    /// Whether each way of asking names the campaign: with its message, when asked for, and as a recommendation.
    private func shown(_ campaign: Campaign, now: Instant, country: String? = nil, device: Device? = nil) throws
        -> [Bool]
    {
        let engine = try world(campaign).engine()
        func ask(_ change: (inout RecommendationRequest) -> Void) throws -> Recommendation {
            var request = RecommendationRequest(userID: "u", country: country, device: device)
            change(&request)
            return try engine.recommend(request, queryVector: nil, now: now)
        }
        let messages = try ask { _ in }
        // Messages stay in the catalogue whether their campaigns run or not.
        #expect(Set(messages.items.map(\.id)) == ["a", "b"])
        let named = messages.items.contains { $0.campaignID == campaign.id }
        let asked = try ask { $0.campaignID = campaign.id }.items.map(\.id) == ["a"]
        let recommended = try ask { $0.target = .campaign }.items.map(\.id) == [campaign.id.rawValue]
        return [named, asked, recommended]
    }

    @Test("A campaign is shown from its start to its end, both included")
    func dates() throws {
        let campaign = Campaign(id: "c", name: "C", startsAt: asOf, endsAt: asOf.adding(days: 1))
        func shownAt(_ milliseconds: Int64) throws -> [Bool] {
            try shown(campaign, now: Instant(milliseconds: asOf.milliseconds + milliseconds))
        }
        #expect(try shownAt(-1) == [false, false, false])
        #expect(try shownAt(0) == [true, true, true])
        #expect(try shownAt(86_400_000) == [true, true, true])
        #expect(try shownAt(86_400_001) == [false, false, false])
    }

    @Test("A campaign of some countries or devices is shown there, and where the request does not say")
    func places() throws {
        let campaign = Campaign(id: "c", name: "C", countries: ["DE", "FR"], devices: [.ios])
        #expect(try shown(campaign, now: asOf) == [true, true, true])
        #expect(try shown(campaign, now: asOf, country: "FR") == [true, true, true])
        #expect(try shown(campaign, now: asOf, country: "US") == [false, false, false])
        #expect(try shown(campaign, now: asOf, device: .ios) == [true, true, true])
        #expect(try shown(campaign, now: asOf, device: .web) == [false, false, false])
        #expect(try shown(campaign, now: asOf, country: "US", device: .ios) == [false, false, false])
        #expect(try shown(Campaign(id: "c", name: "C"), now: asOf, country: "US", device: .web) == [true, true, true])
    }

    @Test("Of several running campaigns the one that ends soonest is named, or the one asked for")
    func soonest() throws {
        var world = TinyWorld.lively
        world.campaigns = [
            Campaign(id: "c0", name: "Late", endsAt: asOf.adding(days: 9)),
            Campaign(id: "c1", name: "Soon", endsAt: asOf.adding(days: 2)), Campaign(id: "c2", name: "Endless"),
        ]
        let engine = try world.engine()
        let request = RecommendationRequest(userID: "u0", limit: 20, excludeSeen: false)
        let items = try engine.recommend(request, queryVector: nil, now: asOf).items
        #expect(items.first { $0.id == "m1" }?.campaignID == "c1")
        #expect(items.first { $0.id == "m0" }?.campaignID == "c0")
        #expect(items.first { $0.id == "m2" }?.campaignID == nil)
        var asked = request
        asked.campaignID = "c0"
        let under = try engine.recommend(asked, queryVector: nil, now: asOf).items
        #expect(Set(under.map(\.id)) == ["m0", "m1", "m4", "m5"])
        #expect(under.allSatisfy { $0.campaignID == "c0" })
    }

    @Test("What a session has just touched is seen, for strangers and for known people")
    func session() throws {
        let engine = try TinyWorld.lively.engine()
        for user: UserID? in [nil, "u0", "stranger"] {
            var request = RecommendationRequest(userID: user, session: ["m7", "m1"], limit: 20)
            let unseen = try engine.recommend(request, queryVector: nil, now: asOf)
            #expect(unseen.strategy == .personalized)
            #expect(Set(unseen.items.map(\.id)).isDisjoint(with: ["m7", "m1"]))
            request.excludeSeen = false
            let all = try engine.recommend(request, queryVector: nil, now: asOf)
            #expect(Set(all.items.map(\.id)).isSuperset(of: ["m7", "m1"]))
        }
    }

    @Test("Withdrawn messages are nowhere, whoever asks")
    func withdrawn() throws {
        var world = TinyWorld.lively
        world.items[1].hidden = true
        let engine = try world.engine()
        for request in [
            RecommendationRequest(limit: 50), RecommendationRequest(userID: "u1", limit: 50, excludeSeen: false),
            RecommendationRequest(messageID: "m1", limit: 50),
            RecommendationRequest(userID: "u1", limit: 50, campaignID: "c1", excludeSeen: false),
        ] {
            #expect(try !engine.recommend(request, queryVector: nil, now: asOf).items.map(\.id).contains("m1"))
        }
        let campaigns = RecommendationRequest(userID: "u1", target: .campaign)
        for item in try engine.recommend(campaigns, queryVector: nil, now: asOf).items {
            for case .member(let id, _, _) in item.contributions.flatMap(\.evidence) { #expect(id != "m1") }
        }
        #expect(try !engine.similar(to: "m4", limit: 50).map(\.id).contains("m1"))
    }
}

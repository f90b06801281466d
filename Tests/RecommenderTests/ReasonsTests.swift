import Domain
import Features
import Foundation
import Recommender
import Snapshots
import TestWorld
import Testing

/// The sentences under an item.
@Suite("Reasons")
struct ReasonsTests {
    /// A world in which `you` bought one thing, and `they` that thing and another near it.
    private func world(bought text: String = "rye bread", near: [Float] = [1, 0.5, 0]) -> TinyWorld {
        TinyWorld(
            items: [
                TinyWorld.Item(id: "old", text: text), TinyWorld.Item(id: "new", text: "sourdough", vector: near),
            ],
            deeds: [
                TinyWorld.Deed(user: "you", message: "old"), TinyWorld.Deed(user: "they", message: "old"),
                TinyWorld.Deed(user: "they", message: "new"),
            ])
    }

    private func reasons(_ world: TinyWorld, user: UserID? = "you") throws -> [String] {
        let items = try world.engine().recommend(
            RecommendationRequest(userID: user), queryVector: nil, now: TinyWorld.asOf
        ).items
        return try #require(items.first { $0.id == "new" }).reasons
    }

    @Test("Each term that counts has its sentence, the greatest first")
    func sentences() throws {
        var world = world()
        world.split = ("message_users", 0.5, -0.5, 0.9)
        let found = try reasons(world)
        #expect(found.count == 3)
        #expect(found.contains("Close in meaning to “rye bread”, which they bought (cosine 0.89)."))
        #expect(found.contains("1 other person with a similar history bought it."))
        let forecast = try #require(found.first { $0.hasPrefix("The forecast") })
        #expect(forecast.hasPrefix("The forecast puts the chance within 14 days at "))
        #expect(
            forecast.contains("mostly because of the 1 person who have chosen it so far")
                || forecast.contains("mostly because of the 1 person who has chosen it so far"))
    }

    @Test("The verb is that of nine tenths of the engagements, else a neutral one", arguments: EventType.allCases)
    func verbs(type: EventType) throws {
        guard type.isEngagement else { return }
        var world = world()
        let rare: EventType = type == .like ? .click : .like
        world.eventTypes = [
            Manifest.EventTypeCount(type: .impression, events: 10_000), Manifest.EventTypeCount(type: type, events: 90),
            Manifest.EventTypeCount(type: rare, events: 10),
        ]
        let own = try reasons(world)
        world.eventTypes[1] = Manifest.EventTypeCount(type: type, events: 80)
        world.eventTypes[2] = Manifest.EventTypeCount(type: rare, events: 20)
        let neutral = try reasons(world)
        #expect(neutral.contains { $0.contains("which they engaged with (cosine") })
        #expect(!own.contains { $0.contains("engaged with") })
        world.eventTypes = []
        #expect(try reasons(world).contains { $0.contains("which they engaged with") })
    }

    @Test("A text of the same words is said to read the same")
    func same() throws {
        #expect(try reasons(world(near: [1, 0.001, 0])).contains("Reads the same as “rye bread”, which they bought."))
    }

    @Test("A long text is cut at a word, a short one is not, whatever its letters")
    func long() throws {
        let words =
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen end"
        let cut = try #require(try reasons(world(bought: words)).first { $0.contains("Close in meaning") })
        #expect(
            cut.contains("“one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen…”"))
        let unbroken = String(repeating: "ß", count: 200)
        let broken = try #require(try reasons(world(bought: unbroken)).first { $0.contains("Close in meaning") })
        #expect(broken.contains("“\(String(repeating: "ß", count: 90))…”"))
        let exact = String(repeating: "👩‍👩‍👧", count: 90)
        #expect(try reasons(world(bought: exact)).contains { $0.contains("“\(exact)”") })
    }

    @Test("A running campaign is named with its last day, an endless one without")
    func campaigns() throws {
        for (end, sentence) in [
            (Optional(TinyWorld.asOf.adding(days: 1)), "Part of Spring, which runs until 2023-11-15."),
            (nil, "Part of Spring."),
        ] {
            var world = world()
            world.campaigns = [Campaign(id: "c", name: "Spring", endsAt: end)]
            world.items[1].campaigns = ["c"]
            #expect(try reasons(world).last == sentence)
            #expect(try reasons(world, user: nil) == ["Popular: 1 person bought it.", sentence])
        }
    }

    @Test("A recommended campaign is not said to be part of itself, and one message is not two")
    func recommendedCampaign() throws {
        var world = world()
        world.campaigns = [Campaign(id: "c", name: "Spring", endsAt: TinyWorld.asOf.adding(days: 1))]
        world.items[1].campaigns = ["c"]
        func reasons(_ user: UserID?) throws -> [String] {
            try world.engine().recommend(
                RecommendationRequest(userID: user, target: .campaign, excludeSeen: false), queryVector: nil,
                now: TinyWorld.asOf
            ).items[0].reasons
        }
        #expect(try reasons("you") == ["Its best message for this person is “sourdough”.", "Runs until 2023-11-15."])
        #expect(try reasons(nil) == ["Its most popular message is “sourdough”.", "Runs until 2023-11-15."])
        world.items[0].campaigns = ["c"]
        #expect(try reasons("you")[0].hasPrefix("Its best messages for this person are “"))
    }

    @Test("A search says what it was near to")
    func searches() throws {
        let engine = try world().engine()
        let byMessage = try engine.recommend(
            RecommendationRequest(messageID: "old"), queryVector: nil, now: TinyWorld.asOf)
        #expect(byMessage.items[0].reasons.contains("Close in meaning to “rye bread” (cosine 0.89)."))
        let byText = try engine.recommend(
            RecommendationRequest(text: "bread"), queryVector: [1, 0, 0], now: TinyWorld.asOf)
        #expect(
            byText.items.allSatisfy { $0.reasons[0].hasPrefix("Close in meaning to the text asked about (cosine ") })
    }

    @Test(
        "Sentences end in a full stop, say nothing twice, and write numbers without a locale",
        .enabled(if: TestModel.isAvailable))
    func form() async throws {
        let world = try await BuiltWorld()
        let number = try Regex(#"\d[,']\d|\d{4,} |nan|inf|-0\.00|\d\.\d{3,}|_"#)
        for user in 0..<SmallShop.userCount {
            for target in RecommendationTarget.allCases {
                let answer = try world.recommend(
                    RecommendationRequest(userID: UserID("shopper-\(user)"), limit: 20, target: target))
                for item in answer.items {
                    #expect(!item.reasons.isEmpty && Set(item.reasons).count == item.reasons.count)
                    for sentence in item.reasons {
                        #expect(sentence.hasSuffix("."), "\(sentence)")
                        #expect(sentence.firstMatch(of: number) == nil, "\(sentence)")
                    }
                }
            }
        }
    }

    @Test("Every feature has a phrase of its own", arguments: FeatureTable.definitions)
    func features(definition: FeatureDefinition) throws {
        var world = TinyWorld.lively
        // Every feature has a value for someone who comes back to a message of a campaign.
        for day in [1, 4, 20] { world.deeds.append(TinyWorld.Deed(user: "u0", message: "m1", daysAgo: day)) }
        let request = RecommendationRequest(userID: "u0", limit: 20, excludeSeen: false)
        var phrases: [String] = []
        // Whichever way the value falls, one of the two forests speaks for it.
        for (below, above) in [(Float(-0.9), Float(0.9)), (0.9, -0.9)] {
            world.split = (definition.name, 0.5, below, above)
            let items = try world.engine().recommend(request, queryVector: nil, now: TinyWorld.asOf).items
            let item = try #require(items.first { $0.id == "m1" })
            phrases += item.reasons.compactMap { reason in
                reason.firstRange(of: "mostly because of ").map { String(reason[$0.upperBound...]) }
            }
        }
        #expect(phrases.count == 1, "\(phrases)")
        let phrase = try #require(phrases.first)
        #expect(!phrase.contains("_"), "\(phrase)")
        // The words of a feature that has none are its description in quotation marks.
        #expect(!phrase.contains("“"), "\(phrase)")
        #expect(phrase.count > 8 && phrase.hasSuffix("."), "\(phrase)")
    }
}

import Domain
import Records
import Storage
import Testing

@Suite("Catalogue, on both engines")
struct CatalogueTests {
    @Test("records come back as they went in, by name byte by byte", arguments: TestStore.engines)
    func roundTrip(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let names = ["b", "B", "a", "ä", "_", "Z", "10", "9", "\u{FFFD}", "\u{1F426}", "it's; --"]
            let messages = names.enumerated().map { index, name in
                Message(
                    id: MessageID(name), text: Sample.hostileTexts[index % Sample.hostileTexts.count],
                    createdAt: index % 2 == 0 ? nil : Instant(milliseconds: Int64(index) - 5),
                    authorID: index % 3 == 0 ? nil : "author", hidden: index % 4 == 0,
                    properties: index % 5 == 0 ? nil : "{\"a\":1}")
            }
            let campaigns = names.enumerated().map { index, name in
                Campaign(
                    id: CampaignID(name), name: Sample.hostileTexts[index % Sample.hostileTexts.count],
                    kind: index % 2 == 0 ? nil : "offer", startsAt: index % 3 == 0 ? nil : Instant(seconds: 1),
                    endsAt: index % 3 == 1 ? nil : Instant(seconds: 2), countries: index % 2 == 0 ? [] : ["DE", "AT"],
                    devices: index % 4 == 0 ? [] : [.web, .ios], dailyCap: index % 5 == 0 ? nil : 7,
                    perUserCap: index % 5 == 1 ? nil : 3, pacing: index % 2 == 0 ? nil : .even)
            }
            try await store.catalogue.upsert(messages: messages)
            try await store.catalogue.upsert(campaigns: campaigns)
            let order = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let stored = try await store.catalogue.messages()
            #expect(stored.map(\.id.rawValue) == order)
            #expect(Set(stored) == Set(messages))
            let storedCampaigns = try await store.catalogue.campaigns()
            #expect(storedCampaigns.map(\.id.rawValue) == order)
            #expect(Set(storedCampaigns) == Set(campaigns))
            for message in messages { #expect(try await store.catalogue.message(message.id) == message) }
            for campaign in campaigns { #expect(try await store.catalogue.campaign(campaign.id) == campaign) }
            #expect(try await store.catalogue.message("nobody") == nil)
            #expect(try await store.catalogue.campaign("nobody") == nil)
        }
    }

    @Test("the last record of a name wins, in the catalogue and in a batch", arguments: TestStore.engines)
    func lastWins(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            try await store.catalogue.upsert(messages: [
                Message(id: "m", text: "1", campaignIDs: ["a"]), Message(id: "m", text: "2", campaignIDs: ["b"]),
            ])
            #expect(try await store.catalogue.message("m") == Message(id: "m", text: "2", campaignIDs: ["b"]))
            try await store.catalogue.upsert(messages: [Message(id: "m", text: "3", campaignIDs: [], hidden: true)])
            #expect(try await store.catalogue.messages() == [Message(id: "m", text: "3", hidden: true)])
            try await store.catalogue.upsert(campaigns: [Campaign(id: "c", name: "1"), Campaign(id: "c", name: "2")])
            try await store.catalogue.upsert(campaigns: [Campaign(id: "c", name: "3")])
            #expect(try await store.catalogue.campaigns() == [Campaign(id: "c", name: "3")])
        }
    }

    @Test("membership is the union of both records, and each record replaces its own", arguments: TestStore.engines)
    func membership(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let catalogue = store.catalogue
            try await catalogue.upsert(messages: [
                Message(id: "m1", text: "1", campaignIDs: ["c2", "c1"]), Message(id: "m2", text: "2"),
            ])
            try await catalogue.upsert(campaigns: [
                Campaign(id: "c1", name: "1", messageIDs: ["m2", "m1", "later"]), Campaign(id: "c2", name: "2"),
            ])
            #expect(try await catalogue.message("m1")?.campaignIDs == ["c1", "c2"])
            #expect(try await catalogue.message("m2")?.campaignIDs == ["c1"])
            #expect(try await catalogue.campaign("c1")?.messageIDs == ["later", "m1", "m2"])
            #expect(try await catalogue.campaign("c2")?.messageIDs == ["m1"])

            // m1 takes back both links; c1 still says that m1 is its own.
            try await catalogue.upsert(messages: [Message(id: "m1", text: "1")])
            #expect(try await catalogue.message("m1")?.campaignIDs == ["c1"])
            #expect(try await catalogue.campaign("c2")?.messageIDs == [])
            try await catalogue.upsert(campaigns: [Campaign(id: "c1", name: "1", messageIDs: ["m2"])])
            #expect(try await catalogue.messages().map(\.campaignIDs) == [[], ["c1"]])
            #expect(try await catalogue.campaigns().map(\.messageIDs) == [["m2"], []])
        }
    }

    @Test("thousands of records and links are written and read", arguments: TestStore.engines)
    func many(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let messages = (0..<2500).map { number in
                Message(
                    id: MessageID("m\(number)"), text: "text \(number)",
                    campaignIDs: (0..<number % 4).map { CampaignID("c\($0)") })
            }
            for _ in 0..<2 { try await store.catalogue.upsert(messages: messages) }
            #expect(Set(try await store.catalogue.messages()) == Set(messages))
        }
    }

    @Test("activity counts what the log says", arguments: TestStore.engines)
    func activity(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let events = (0..<400).map(Sample.fullEvent)
            _ = try await store.events.append(events)
            try await store.catalogue.upsert(campaigns: [
                Campaign(id: "campaign-3", name: "three", messageIDs: ["message-3", "extra"])
            ])
            func expected(_ events: [Event]) -> Activity {
                Activity(
                    counts: Dictionary(events.map { ($0.type, 1) }, uniquingKeysWith: +),
                    users: Set(events.map(\.userID)).count, firstAt: events.map(\.time).min(),
                    lastAt: events.map(\.time).max())
            }
            let ofMessage = events.filter { $0.messageID == "message-42" }
            #expect(try await store.catalogue.messageActivity("message-42") == expected(ofMessage))
            #expect(ofMessage.count == 2)
            let ofCampaign = events.filter { $0.campaignID == "campaign-3" }
            let activity = try await store.catalogue.campaignActivity("campaign-3")
            #expect(activity.activity == expected(ofCampaign))
            #expect(activity.activity.total == ofCampaign.count)
            // Of the links, those of the created messages and those of the campaign's record.
            let created = Set(
                ofCampaign.filter { $0.type == .message && $0.text != nil }.compactMap(\.messageID))
            #expect(activity.messages == created.union(["message-3", "extra"]).count)
            #expect(try await store.catalogue.messageActivity("nothing") == expected([]))
            #expect(try await store.catalogue.campaignActivity("nothing") == .init(activity: expected([]), messages: 0))
        }
    }
}

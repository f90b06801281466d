import Domain
import Records
import Storage
import Testing

@Suite("AnalyticsTables, on both engines")
struct AnalyticsTablesTests {
    private static func engagement(_ count: Int) -> [MessageEngagement] {
        (0..<count).map { number in
            MessageEngagement(
                messageID: MessageID("m\(number)"), events: count - number, users: number, firstAt: Instant(seconds: 1),
                lastAt: Instant(seconds: Int64(number) + 1), amount: Double(number) * 0.1)
        }
    }

    private static let campaigns = [
        CampaignPerformance(
            campaignID: "c1", targetedUsers: 10, engagedUsers: 5, conversions: 3, redeemers: 2, revenue: 99.5,
            messages: 4),
        CampaignPerformance(
            campaignID: "c2", targetedUsers: 0, engagedUsers: 0, conversions: 0, redeemers: 0, revenue: 0, messages: 0),
    ]
    private static let daily = [
        DailyActivity(day: 17_000, type: .click, events: 5, users: 2, amount: 0),
        DailyActivity(day: 17_000, type: .transaction, events: 1, users: 1, amount: 12.25),
        DailyActivity(day: 17_001, type: .click, events: 7, users: 3, amount: 0),
    ]

    @Test("a snapshot's aggregates are replaced as one", arguments: TestStore.engines)
    func replaces(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store, _ async throws in
            let analytics = store.analytics
            try await analytics.replace(snapshotID: "s0", engagement: [], campaigns: [], daily: [Self.daily[0]])
            for count in [1200, 5] {
                try await analytics.replace(
                    snapshotID: "s1", engagement: Self.engagement(count).shuffled(),
                    campaigns: Self.campaigns.reversed(),
                    daily: Self.daily.reversed())
                #expect(try await analytics.engagement(snapshotID: "s1") == Self.engagement(count))
            }
            #expect(try await analytics.engagement(snapshotID: "s1", limit: 2) == Array(Self.engagement(5).prefix(2)))
            #expect(try await analytics.campaigns(snapshotID: "s1") == Self.campaigns)
            #expect(try await analytics.campaigns(snapshotID: "s1", limit: 1) == [Self.campaigns[0]])
            #expect(try await analytics.daily(snapshotID: "s1") == Self.daily)
            #expect(try await analytics.daily(snapshotID: "s1", from: 17_001, to: 17_001) == [Self.daily[2]])
            #expect(try await analytics.daily(snapshotID: "s0") == [Self.daily[0]])
            #expect(try await analytics.snapshotIDs() == ["s0", "s1"])

            // A batch that cannot be written leaves what was there.
            await #expect(throws: StorageError.self) {
                try await analytics.replace(
                    snapshotID: "s1", engagement: [], campaigns: [], daily: [Self.daily[0], Self.daily[0]])
            }
            #expect(try await analytics.engagement(snapshotID: "s1") == Self.engagement(5))
            try await analytics.remove(snapshotID: "s1")
            #expect(try await analytics.engagement(snapshotID: "s1") == [])
            #expect(try await analytics.snapshotIDs() == ["s0"])
        }
    }
}

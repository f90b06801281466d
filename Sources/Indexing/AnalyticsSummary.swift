internal import Domain
internal import Records
internal import Snapshots

/// The aggregates of a build: engagement by message, performance by campaign, activity by day.
struct AnalyticsSummary: Sendable {
    /// Messages with at least one event, in the order of the catalogue.
    let engagement: [MessageEngagement]
    /// All campaigns, in the order of the catalogue.
    let campaigns: [CampaignPerformance]
    /// One row a day and event type that has events, in order.
    let days: [DailyActivity]

    init(input: BuildInput) {
        engagement = Self.engagement(input)
        campaigns = Self.campaigns(input)
        days = Self.days(input)
    }

    func store(in records: RecordStore, snapshotID: String) async throws {
        try await records.analytics.replace(
            snapshotID: snapshotID, engagement: engagement, campaigns: campaigns, daily: days)
    }

    private struct Tally {
        var events = 0
        var users: Set<Int32> = []
        var first = Int64.max
        var last = Int64.min
        var amount = 0.0

        mutating func add(_ row: Int, of interactions: Interactions) {
            events += 1
            users.insert(interactions.users[row])
            first = min(first, interactions.times[row])
            last = max(last, interactions.times[row])
            let value = interactions.amounts[row]
            if !value.isNaN { amount += Double(value) }
        }
    }

    private static func engagement(_ input: BuildInput) -> [MessageEngagement] {
        let interactions = input.interactions
        var tallies = [Tally](repeating: Tally(), count: interactions.messageCount)
        for row in interactions.messages.indices where interactions.messages[row] >= 0 {
            tallies[Int(interactions.messages[row])].add(row, of: interactions)
        }
        return tallies.enumerated().compactMap { ordinal, tally in
            guard tally.events > 0 else { return nil }
            return MessageEngagement(
                messageID: input.catalogue.messageID(Int32(ordinal)), events: tally.events,
                users: tally.users.count, firstAt: Instant(milliseconds: tally.first),
                lastAt: Instant(milliseconds: tally.last), amount: tally.amount)
        }
    }

    private static func campaigns(_ input: BuildInput) -> [CampaignPerformance] {
        let interactions = input.interactions
        let count = interactions.campaignCount
        var targeted = [Set<Int32>](repeating: [], count: count)
        var engaged = targeted
        var redeemers = targeted
        var conversions = [Int](repeating: 0, count: count)
        var revenue = [Double](repeating: 0, count: count)
        for row in interactions.campaigns.indices where interactions.campaigns[row] >= 0 {
            let campaign = Int(interactions.campaigns[row])
            let user = interactions.users[row]
            let type = interactions.types[row]
            if type == .impression { targeted[campaign].insert(user) }
            if type.isEngagement { engaged[campaign].insert(user) }
            if type == .conversion {
                conversions[campaign] += 1
                redeemers[campaign].insert(user)
            }
            let amount = interactions.amounts[row]
            if !amount.isNaN { revenue[campaign] += Double(amount) }
        }
        var members = [Int](repeating: 0, count: count)
        for campaign in input.messageCampaigns.joined() { members[Int(campaign)] += 1 }
        return (0..<count).map { campaign in
            CampaignPerformance(
                campaignID: input.catalogue.campaigns[campaign].id, targetedUsers: targeted[campaign].count,
                engagedUsers: engaged[campaign].count, conversions: conversions[campaign],
                redeemers: redeemers[campaign].count, revenue: revenue[campaign], messages: members[campaign])
        }
    }

    private static func days(_ input: BuildInput) -> [DailyActivity] {
        let interactions = input.interactions
        struct Key: Hashable {
            let day: Int64
            let code: UInt8
        }
        var tallies: [Key: Tally] = [:]
        for row in interactions.users.indices {
            let key = Key(
                day: Instant(milliseconds: interactions.times[row]).day, code: interactions.types[row].code)
            tallies[key, default: Tally()].add(row, of: interactions)
        }
        return tallies.sorted { ($0.key.day, $0.key.code) < ($1.key.day, $1.key.code) }.compactMap { key, tally in
            EventType(code: key.code).map {
                DailyActivity(
                    day: key.day, type: $0, events: tally.events, users: tally.users.count, amount: tally.amount)
            }
        }
    }
}

import Domain
import Features
import TestNumbers

/// A small random log of events whose times often fall exactly on the edges of windows.
struct RandomLog: Sendable {
    let interactions: Interactions
    let messageCampaigns: [[Int32]]
    let asOf: Instant

    init(seed: UInt64, users: Int = 6, messages: Int = 9, campaigns: Int = 4, events: Int = 120) throws {
        var random = SeededGenerator(seed: seed)
        let day = Instant.millisecondsPerDay
        let asOf = Instant(milliseconds: 1_490_000_000_000 + Int64.random(in: 0..<day, using: &random))
        let times = (0..<events).map { _ -> Int64 in
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                asOf.adding(days: -([0, 7, 30, 90].randomElement(using: &random) ?? 0)).milliseconds
                    + Int64.random(in: -1...1, using: &random)
            case 1: asOf.milliseconds - Int64.random(in: 0..<20, using: &random) * day
            default: asOf.milliseconds - Int64.random(in: -5 * day..<150 * day, using: &random)
            }
        }
        var usersOf: [Int32] = []
        var messagesOf: [Int32] = []
        var campaignsOf: [Int32] = []
        var types: [EventType] = []
        var amounts: [Float] = []
        for _ in 0..<events {
            // The last user and the last message never occur.
            usersOf.append(Int32.random(in: 0..<Int32(users - 1), using: &random))
            messagesOf.append(Int32.random(in: -1..<Int32(messages - 1), using: &random))
            campaignsOf.append(Int32.random(in: -2..<Int32(campaigns), using: &random))
            types.append(EventType.allCases.randomElement(using: &random) ?? .view)
            amounts.append(Bool.random(using: &random) ? .nan : Float.random(in: 0..<100, using: &random))
        }
        interactions = try Interactions(
            userCount: users, messageCount: messages, campaignCount: campaigns, users: usersOf, messages: messagesOf,
            campaigns: campaignsOf.map { max(-1, $0) }, times: times.sorted(), types: types, amounts: amounts)
        messageCampaigns = (0..<messages).map { _ in
            (0..<Int32(campaigns)).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.shuffled(using: &random)
        }
        self.asOf = asOf
    }

    var table: FeatureTable {
        FeatureTable(interactions: interactions, messageCampaigns: messageCampaigns, asOf: asOf)
    }
}

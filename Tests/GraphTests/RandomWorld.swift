import Domain
import Graph
import TestNumbers

/// A small random log of events, and what the tests recount from it by hand.
struct RandomWorld: Sendable {
    let interactions: Interactions
    let messageCampaigns: [[Int32]]
    /// Later than most events and earlier than some.
    let asOf: Instant

    init(seed: UInt64, users: Int = 12, messages: Int = 20, campaigns: Int = 4, events: Int = 150) throws {
        var random = SeededGenerator(seed: seed)
        let start: Int64 = 1_500_000_000_000
        let span: Int64 = 200 * Instant.millisecondsPerDay
        asOf = Instant(milliseconds: start + span * 9 / 10)
        let times = (0..<events).map { _ in start + Int64.random(in: 0..<span, using: &random) }.sorted()
        var usersOf: [Int32] = []
        var messagesOf: [Int32] = []
        var campaignsOf: [Int32] = []
        var types: [EventType] = []
        for _ in 0..<events {
            usersOf.append(Int32.random(in: 0..<Int32(users), using: &random))
            // A skewed choice, so that some messages are popular and some untouched.
            let skewed = Double.random(in: 0..<1, using: &random)
            let message = Int32(skewed * skewed * Double(messages))
            messagesOf.append(Int.random(in: 0..<10, using: &random) == 0 ? -1 : message)
            campaignsOf.append(Int32.random(in: -1..<Int32(campaigns), using: &random))
            types.append(EventType.allCases.randomElement(using: &random) ?? .view)
        }
        interactions = try Interactions(
            userCount: users, messageCount: messages, campaignCount: campaigns, users: usersOf, messages: messagesOf,
            campaigns: campaignsOf, times: times, types: types, amounts: Array(repeating: .nan, count: events))
        messageCampaigns = (0..<messages).map { _ in
            (0..<Int32(campaigns)).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.shuffled(using: &random)
        }
    }

    func graph(_ parameters: GraphParameters = GraphParameters()) -> EngagementGraph {
        .build(interactions: interactions, messageCampaigns: messageCampaigns, asOf: asOf, parameters: parameters)
    }
}

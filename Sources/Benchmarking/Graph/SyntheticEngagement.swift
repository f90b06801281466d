internal import Domain

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Events of users with a taste on messages of campaigns, both by power laws.
///
/// Campaigns have messages by a Pareto law; users have log-normal numbers of events and five campaigns that they like, by
/// size; within a campaign the front of its messages is dense, and 15 % of the events are on any message. Types and times
/// over two years are random.
struct SyntheticEngagement {
    let interactions: Interactions
    let messageCampaigns: [[Int32]]
    /// Just after the last event.
    let asOf: Instant

    init(_ plan: GraphBenchmarkPlan) throws {
        var random = SeededNumbers(seed: plan.seed)
        let names = (0..<Int32(plan.campaigns)).shuffled(using: &random)
        let campaignOf = (0..<plan.messages).map { _ in
            names[min(plan.campaigns - 1, Int(random.pareto(1.2) * Double(plan.campaigns) / 12))]
        }
        var members = [[Int32]](repeating: [], count: plan.campaigns)
        for (message, campaign) in campaignOf.enumerated() { members[Int(campaign)].append(Int32(message)) }

        let degrees = (0..<plan.users).map { _ in min(1000, max(3, exp(3.5 + 0.9 * random.normal()))) }
        let total = degrees.reduce(0, +)
        var events: [(user: Int32, message: Int32)] = []
        events.reserveCapacity(plan.edges + plan.users)
        for user in 0..<plan.users {
            // A campaign is liked by the share of messages it has: the campaign of any message.
            let liked = (0..<5).map { _ in campaignOf[random.ordinal(below: plan.messages)] }
            for _ in 0..<max(1, Int(degrees[user] * Double(plan.edges) / total)) {
                let list = members[Int(liked[random.ordinal(below: 5)])]
                let place = random.uniform() * random.uniform()
                let message = list[Int(place * Double(list.count))]
                let isStray = random.uniform() < 0.15
                events.append((Int32(user), isStray ? Int32(random.ordinal(below: plan.messages)) : message))
            }
        }
        events.shuffle(using: &random)
        let types: [EventType] = [.view, .view, .view, .click, .click, .like, .share, .transaction]
        let start = Instant(seconds: 1_700_000_000)
        let span = 730 * Instant.millisecondsPerDay
        interactions = try Interactions(
            userCount: plan.users, messageCount: plan.messages, campaignCount: plan.campaigns,
            users: events.map(\.user), messages: events.map(\.message),
            campaigns: [Int32](repeating: -1, count: events.count),
            times: events.indices.map { start.milliseconds + Int64(Double(span) * Double($0) / Double(events.count)) },
            types: events.map { _ in types[random.ordinal(below: types.count)] },
            amounts: [Float](repeating: .nan, count: events.count))
        messageCampaigns = campaignOf.map { [$0] }
        asOf = Instant(milliseconds: start.milliseconds + span)
    }
}

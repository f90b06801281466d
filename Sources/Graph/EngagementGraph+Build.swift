internal import Columns
package import Domain

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension EngagementGraph {
    /// Builds the graph of the events strictly before `asOf`.
    ///
    /// - Parameters:
    ///   - interactions: the events; those without a message, of weight 0, or at or after `asOf` make no edge.
    ///   - messageCampaigns: the campaigns of each message, one list a message, in any order.
    ///   - asOf: the instant from which ages are counted.
    ///   - parameters: must be valid; `GraphParameters.validate()` says so for outside data.
    /// - Complexity: O(events + users + messages + edges), besides sorting the messages by popularity.
    package static func build(
        interactions: Interactions, messageCampaigns: [[Int32]], asOf: Instant, parameters: GraphParameters
    ) -> EngagementGraph {
        precondition((try? parameters.validate()) != nil, "graph parameters out of range")
        precondition(messageCampaigns.count == interactions.messageCount, "one list of campaigns a message")
        let messageCount = interactions.messageCount
        let edges = Edges(interactions, asOf: asOf, parameters: parameters)
        let userRows = CompressedRows(
            trusted: FlatColumn(edges.kept.offsets), targets: FlatColumn(edges.kept.messages))
        let rejectedRows = CompressedRows(
            trusted: FlatColumn(edges.rejected.offsets), targets: FlatColumn(edges.rejected.messages))
        let userWeights = FlatColumn(edges.kept.weights)
        let userTimes = FlatColumn(edges.kept.times)
        let (messageRows, origin) = userRows.transposed(rowCount: messageCount)
        let messageWeights = FlatColumn(origin.map { edges.kept.weights[$0] })
        let messageTimes = FlatColumn(origin.map { edges.kept.times[$0] })

        var penalties = [Float](repeating: 0, count: messageCount)
        var popularity = [Float](repeating: 0, count: messageCount)
        for message in 0..<messageCount {
            let range = messageRows.range(message)
            guard !range.isEmpty else { continue }
            penalties[message] = atLeastNormal(pow(Double(range.count), -parameters.beta))
            popularity[message] = Float(range.reduce(0.0) { $0 + Double(messageWeights[$1]) })
        }
        let order = (0..<Int32(messageCount)).sorted {
            let (left, right) = (popularity[Int($0)], popularity[Int($1)])
            return left != right ? left > right : $0 < $1
        }
        let messageCampaignRows = membership(messageCampaigns, campaignCount: interactions.campaignCount)
        let (campaignRows, _) = messageCampaignRows.transposed(rowCount: interactions.campaignCount)
        let (walkMessageRows, walkMessageWeights) = messageRows.weightiest(
            parameters.maximumFanOut, weights: messageWeights, later: messageTimes)
        let columns = GraphColumns(
            userOffsets: userRows.offsets, userMessages: userRows.targets, userWeights: userWeights,
            userTimes: userTimes, userTransitions: userRows.poweredShares(of: userWeights, alpha: parameters.alpha),
            messageOffsets: messageRows.offsets, messageUsers: messageRows.targets,
            walkMessageOffsets: walkMessageRows.offsets, walkMessageUsers: walkMessageRows.targets,
            messageTransitions: walkMessageRows.poweredShares(
                of: walkMessageWeights, alpha: parameters.alpha),
            messagePenalties: FlatColumn(penalties), popularity: FlatColumn(popularity),
            popularOrder: FlatColumn(order), rejectedOffsets: rejectedRows.offsets,
            rejectedMessages: rejectedRows.targets, rejectedWeights: FlatColumn(edges.rejected.weights),
            rejectedTimes: FlatColumn(edges.rejected.times),
            messageCampaignOffsets: messageCampaignRows.offsets,
            messageCampaigns: messageCampaignRows.targets, campaignOffsets: campaignRows.offsets,
            campaignMessages: campaignRows.targets)
        return EngagementGraph(
            trusted: columns,
            rows: Rows(
                users: userRows, messages: messageRows, walkMessages: walkMessageRows,
                rejections: rejectedRows, messageCampaigns: messageCampaignRows, campaigns: campaignRows),
            asOf: asOf, parameters: parameters)
    }

    private static func membership(_ campaigns: [[Int32]], campaignCount: Int) -> CompressedRows {
        var offsets: [Int64] = [0]
        var targets: [Int32] = []
        for list in campaigns {
            var last: Int32 = -1
            for campaign in list.sorted() where campaign != last {
                precondition(campaign >= 0 && Int(campaign) < campaignCount, "campaign ordinal out of range")
                targets.append(campaign)
                last = campaign
            }
            offsets.append(Int64(targets.count))
        }
        return CompressedRows(trusted: FlatColumn(offsets), targets: FlatColumn(targets))
    }
}

/// The user–message edges and rejections, by user and message, each with the decayed weight of its events.
private struct Edges {
    private(set) var kept = List()
    private(set) var rejected = List()

    /// Edges of one kind.
    struct List {
        var offsets: [Int64] = [0]
        var messages: [Int32] = []
        var weights: [Float] = []
        var times: [Int64] = []

        mutating func append(_ message: Int32, weight: Float, time: Int64) {
            messages.append(message)
            weights.append(weight)
            times.append(time)
        }
    }

    init(_ interactions: Interactions, asOf: Instant, parameters: GraphParameters) {
        let end = interactions.firstRow(notBefore: asOf)
        var typeWeights = [Double](repeating: 0, count: 256)
        for type in EventType.allCases { typeWeights[Int(type.code)] = parameters.weight(of: type) }
        let rows = (0..<end).filter {
            interactions.messages[$0] >= 0 && typeWeights[Int(interactions.types[$0].code)] != 0
        }
        // Two stable counting sorts leave each pair's events together and in order of time.
        let byMessage = rows.sortedStably(by: interactions.messages, keyCount: interactions.messageCount)
        let order = byMessage.sortedStably(by: interactions.users, keyCount: interactions.userCount)

        var position = 0
        for user in 0..<Int32(interactions.userCount) {
            while position < order.count, interactions.users[order[position]] == user {
                let message = interactions.messages[order[position]]
                var (weight, against, time) = (0.0, 0.0, Int64(0))
                while position < order.count, interactions.users[order[position]] == user,
                    interactions.messages[order[position]] == message
                {
                    let row = order[position]
                    time = interactions.times[row]
                    let age = asOf.days(since: Instant(milliseconds: time))
                    let part =
                        typeWeights[Int(interactions.types[row].code)] * exp2(-age / parameters.halfLifeDays)
                    weight += part
                    against += min(0, part)
                    position += 1
                }
                // What has decayed below the smallest float is forgotten.
                let rounded = Float(weight)
                if weight > 0, rounded.isNormal {
                    kept.append(message, weight: rounded, time: time)
                } else if weight <= 0, Float(against).isNormal {
                    rejected.append(message, weight: rounded, time: time)
                }
            }
            kept.offsets.append(Int64(kept.messages.count))
            rejected.offsets.append(Int64(rejected.messages.count))
        }
    }
}

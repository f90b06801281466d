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
        let userRows = CompressedRows(trusted: FlatColumn(edges.offsets), targets: FlatColumn(edges.messages))
        let (messageRows, origin) = userRows.transposed(rowCount: messageCount)
        let messageWeights = origin.map { edges.weights[$0] }

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
        let columns = GraphColumns(
            userOffsets: userRows.offsets, userMessages: userRows.targets, userWeights: FlatColumn(edges.weights),
            userTransitions: userRows.poweredShares(of: FlatColumn(edges.weights), alpha: parameters.alpha),
            messageOffsets: messageRows.offsets, messageUsers: messageRows.targets,
            messageTransitions: messageRows.poweredShares(of: FlatColumn(messageWeights), alpha: parameters.alpha),
            messagePenalties: FlatColumn(penalties), popularity: FlatColumn(popularity),
            popularOrder: FlatColumn(order), messageCampaignOffsets: messageCampaignRows.offsets,
            messageCampaigns: messageCampaignRows.targets, campaignOffsets: campaignRows.offsets,
            campaignMessages: campaignRows.targets)
        return EngagementGraph(
            trusted: columns, userRows: userRows, messageRows: messageRows, messageCampaignRows: messageCampaignRows,
            campaignRows: campaignRows, asOf: asOf, parameters: parameters)
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

/// The user–message edges, by user and message, each with the decayed weight of its events.
private struct Edges {
    private(set) var offsets: [Int64]
    private(set) var messages: [Int32] = []
    private(set) var weights: [Float] = []

    init(_ interactions: Interactions, asOf: Instant, parameters: GraphParameters) {
        let end = interactions.firstRow(notBefore: asOf)
        var typeWeights = [Double](repeating: 0, count: 256)
        for type in EventType.allCases { typeWeights[Int(type.code)] = parameters.weight(of: type) }
        let rows = (0..<end).filter {
            interactions.messages[$0] >= 0 && typeWeights[Int(interactions.types[$0].code)] > 0
        }
        // Two stable counting sorts leave each pair's events together and in order of time.
        let byMessage = rows.sortedStably(by: interactions.messages, keyCount: interactions.messageCount)
        let order = byMessage.sortedStably(by: interactions.users, keyCount: interactions.userCount)

        offsets = [0]
        offsets.reserveCapacity(interactions.userCount + 1)
        var position = 0
        for user in 0..<Int32(interactions.userCount) {
            while position < order.count, interactions.users[order[position]] == user {
                let message = interactions.messages[order[position]]
                var weight = 0.0
                while position < order.count, interactions.users[order[position]] == user,
                    interactions.messages[order[position]] == message
                {
                    let row = order[position]
                    let age = asOf.days(since: Instant(milliseconds: interactions.times[row]))
                    weight +=
                        typeWeights[Int(interactions.types[row].code)] * exp2(-age / parameters.halfLifeDays)
                    position += 1
                }
                // What has decayed below the smallest float is forgotten.
                let rounded = Float(weight)
                if rounded.isNormal {
                    messages.append(message)
                    weights.append(rounded)
                }
            }
            offsets.append(Int64(messages.count))
        }
    }
}

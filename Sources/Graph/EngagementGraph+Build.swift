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
            userTransitions: transitions(userRows, edges.weights, alpha: parameters.alpha),
            messageOffsets: messageRows.offsets, messageUsers: messageRows.targets,
            messageTransitions: transitions(messageRows, messageWeights, alpha: parameters.alpha),
            messagePenalties: FlatColumn(penalties), popularity: FlatColumn(popularity),
            popularOrder: FlatColumn(order), messageCampaignOffsets: messageCampaignRows.offsets,
            messageCampaigns: messageCampaignRows.targets, campaignOffsets: campaignRows.offsets,
            campaignMessages: campaignRows.targets)
        return EngagementGraph(
            trusted: columns, userRows: userRows, messageRows: messageRows, messageCampaignRows: messageCampaignRows,
            campaignRows: campaignRows, asOf: asOf, parameters: parameters)
    }

    /// The powered share of each edge in its row.
    private static func transitions(_ rows: CompressedRows, _ weights: [Float], alpha: Double) -> FlatColumn<Float> {
        FlatColumn(count: weights.count) { buffer in
            let offsets = rows.offsets.array
            for row in 0..<rows.count {
                let range = Int(offsets[row])..<Int(offsets[row + 1])
                let total = range.reduce(0.0) { $0 + Double(weights[$1]) }
                for edge in range {
                    buffer.initializeElement(at: edge, to: atLeastNormal(pow(Double(weights[edge]) / total, alpha)))
                }
            }
        }
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

/// The nearest float that is not below the smallest normal one: a walk takes 0 for "not yet reached".
private func atLeastNormal(_ value: Double) -> Float { max(Float(value), .leastNormalMagnitude) }

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
        let byMessage = Self.sorted(rows, by: interactions.messages, keyCount: interactions.messageCount)
        let order = Self.sorted(byMessage, by: interactions.users, keyCount: interactions.userCount)

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

    private static func sorted(_ rows: [Int], by keys: [Int32], keyCount: Int) -> [Int] {
        var cursors = [Int](repeating: 0, count: keyCount + 1)
        for row in rows { cursors[Int(keys[row]) + 1] += 1 }
        for key in 0..<keyCount { cursors[key + 1] += cursors[key] }
        var result = [Int](repeating: 0, count: rows.count)
        for row in rows {
            let key = Int(keys[row])
            result[cursors[key]] = row
            cursors[key] += 1
        }
        return result
    }
}

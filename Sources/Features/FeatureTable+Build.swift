internal import Columns
package import Domain

extension FeatureTable {
    /// Counts the features of the events strictly before `asOf`.
    ///
    /// - Parameters:
    ///   - interactions: the events; those at or after `asOf` do not exist.
    ///   - messageCampaigns: the campaigns of each message, one list a message, in any order.
    ///   - asOf: the instant of the view.
    /// - Complexity: O(events · campaigns of a message + users + messages), besides sorting each user's campaigns.
    package init(interactions: Interactions, messageCampaigns: [[Int32]], asOf: Instant) {
        precondition(messageCampaigns.count == interactions.messageCount, "one list of campaigns a message")
        precondition(
            messageCampaigns.allSatisfy { $0.allSatisfy { $0 >= 0 && Int($0) < interactions.campaignCount } },
            "campaign ordinal out of range")
        let memberships = Lists(messageCampaigns.map { $0.ascendingWithoutRepetition })
        let counts = EventCounts(interactions, memberships: memberships, windows: Windows(asOf: asOf))
        self.init(
            trusted: counts.columns(memberships: memberships), campaignCount: interactions.campaignCount, asOf: asOf)
    }
}

/// Lists of ordinals, laid end to end.
struct Lists {
    private(set) var offsets: [Int64] = [0]
    private(set) var elements: [Int32] = []

    init(_ lists: [[Int32]] = []) { lists.forEach { append($0) } }

    mutating func append(_ list: some Sequence<Int32>) {
        elements.append(contentsOf: list)
        offsets.append(Int64(elements.count))
    }

    subscript(row: Int) -> ArraySlice<Int32> { elements[Int(offsets[row])..<Int(offsets[row + 1])] }
}

extension [Int32] {
    fileprivate var ascendingWithoutRepetition: [Int32] {
        var result: [Int32] = []
        for element in sorted() where element != result.last { result.append(element) }
        return result
    }
}

/// The pass over the events that fills every column.
private struct EventCounts {
    private let windows: Windows
    private var users: [UserActivity]
    private var messages: [MessageActivity]
    private var pairMessages = Lists()
    private var pairRows: [Float] = []
    private var userCampaigns = Lists()
    private var userCampaignEvents: [Float] = []
    private var userCampaignImpressions: [Float] = []

    init(_ interactions: Interactions, memberships: Lists, windows: Windows) {
        self.windows = windows
        users = Array(repeating: UserActivity(), count: interactions.userCount)
        messages = Array(repeating: MessageActivity(), count: interactions.messageCount)
        let end = interactions.firstRow(notBefore: windows.asOf)
        countEntities(interactions, rows: 0..<end, memberships: memberships)
        countPairs(interactions, rows: 0..<end)
        countCampaigns(interactions, rows: 0..<end, memberships: memberships)
    }

    private mutating func countEntities(_ interactions: Interactions, rows: Range<Int>, memberships: Lists) {
        for row in rows where interactions.types[row].isEngagement {
            let message = Int(interactions.messages[row])
            let time = interactions.times[row]
            let amount = interactions.amounts[row]
            let inCampaign = interactions.campaigns[row] >= 0 || (message >= 0 && !memberships[message].isEmpty)
            users[Int(interactions.users[row])].observe(
                time: time, amount: amount, inCampaign: inCampaign, windows: windows)
            if message >= 0 { messages[message].observe(time: time, amount: amount, windows: windows) }
        }
    }

    private mutating func countPairs(_ interactions: Interactions, rows: Range<Int>) {
        let engaged = rows.filter { interactions.types[$0].isEngagement && interactions.messages[$0] >= 0 }
        // Two stable counting sorts leave each pair's events together and in order of time.
        let byMessage = Self.sorted(engaged, by: interactions.messages, keyCount: interactions.messageCount)
        let order = Self.sorted(byMessage, by: interactions.users, keyCount: interactions.userCount)
        var position = 0
        for user in 0..<interactions.userCount {
            var row: [Int32] = []
            while position < order.count, Int(interactions.users[order[position]]) == user {
                let message = interactions.messages[order[position]]
                var pair = PairActivity()
                while position < order.count, Int(interactions.users[order[position]]) == user,
                    interactions.messages[order[position]] == message
                {
                    pair.observe(time: interactions.times[order[position]], windows: windows)
                    position += 1
                }
                row.append(message)
                pair.append(to: &pairRows, userEvents: users[user].events, windows: windows)
                users[user].observe(pair, windows: windows)
                messages[Int(message)].observe(pair, windows: windows)
            }
            pairMessages.append(row)
        }
    }

    /// Counts, for each user, the engaged events in each campaign and the impressions of each.
    ///
    /// An engaged event is in the campaign that it names and in those of its message, once in each; an impression is of the
    /// campaign that it names.
    private mutating func countCampaigns(_ interactions: Interactions, rows: Range<Int>, memberships: Lists) {
        let order = Self.sorted(Array(rows), by: interactions.users, keyCount: interactions.userCount)
        var events = [Float](repeating: 0, count: interactions.campaignCount)
        var impressions = events
        var position = 0
        for user in 0..<interactions.userCount {
            var met: [Int32] = []
            func meet(_ campaign: Int32) {
                if events[Int(campaign)] == 0, impressions[Int(campaign)] == 0 { met.append(campaign) }
            }
            while position < order.count, Int(interactions.users[order[position]]) == user {
                let row = order[position]
                position += 1
                let named = interactions.campaigns[row]
                if interactions.types[row].isEngagement {
                    let message = Int(interactions.messages[row])
                    let own = message >= 0 ? memberships[message] : []
                    for campaign in own {
                        meet(campaign)
                        events[Int(campaign)] += 1
                    }
                    if named >= 0, !own.contains(named) {
                        meet(named)
                        events[Int(named)] += 1
                    }
                } else if interactions.types[row] == .impression, named >= 0 {
                    meet(named)
                    impressions[Int(named)] += 1
                }
            }
            met.sort()
            userCampaigns.append(met)
            for campaign in met {
                userCampaignEvents.append(events[Int(campaign)])
                userCampaignImpressions.append(impressions[Int(campaign)])
                events[Int(campaign)] = 0
                impressions[Int(campaign)] = 0
            }
        }
    }

    func columns(memberships: Lists) -> FeatureColumns {
        FeatureColumns(
            userRows: Self.matrix(users, width: UserFeature.allCases.count) { user, append in
                for feature in UserFeature.allCases { append(user.value(feature, windows: windows)) }
            },
            messageRows: Self.matrix(messages, width: MessageFeature.allCases.count) { message, append in
                for feature in MessageFeature.allCases { append(message.value(feature, windows: windows)) }
            },
            pairOffsets: FlatColumn(pairMessages.offsets), pairMessages: FlatColumn(pairMessages.elements),
            pairRows: FlatColumn(pairRows), userCampaignOffsets: FlatColumn(userCampaigns.offsets),
            userCampaigns: FlatColumn(userCampaigns.elements), userCampaignEvents: FlatColumn(userCampaignEvents),
            userCampaignImpressions: FlatColumn(userCampaignImpressions),
            messageCampaignOffsets: FlatColumn(memberships.offsets), messageCampaigns: FlatColumn(memberships.elements))
    }

    /// Rows of `width` values each, in the order in which `describe` appends them.
    private static func matrix<Activity>(
        _ activities: [Activity], width: Int, describe: (Activity, (Float) -> Void) -> Void
    ) -> FlatColumn<Float> {
        FlatColumn(count: activities.count * width) { buffer in
            var position = 0
            for activity in activities {
                describe(activity) { value in
                    buffer.initializeElement(at: position, to: value)
                    position += 1
                }
            }
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

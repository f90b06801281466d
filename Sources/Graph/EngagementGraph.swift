internal import Columns
package import Domain

/// Who touched what: users, messages and campaigns with weighted edges, frozen as of one instant.
///
/// Each pair of a user and a message with an event of positive weight is one edge. Its weight is the sum over the
/// pair's events of `type weight × 2^(−age / half-life)`, so habits count more than accidents and yesterday more than
/// last year. The edges lie in compressed rows in both directions, with the transition probabilities of RP3β beside
/// them, computed once.
///
/// - Complexity: about 24 bytes an edge, 28 bytes a message and 8 bytes a user.
/// - Thread safety: an immutable value; walks run on any number of threads at once.
package struct EngagementGraph: Sendable {
    /// The instant of the view: events at or after it do not exist.
    package let asOf: Instant
    /// What made the weights.
    package let parameters: GraphParameters
    /// The flat form, to be written out.
    package let columns: GraphColumns

    let userRows: CompressedRows
    let messageRows: CompressedRows
    let messageCampaignRows: CompressedRows
    let campaignRows: CompressedRows
    let scratch: WalkScratchPool

    /// Takes columns of outside origin after checking all of them, each element.
    ///
    /// - Throws: `GraphError` naming the column and element that is wrong.
    /// - Complexity: O(users + messages + campaigns + edges).
    package init(columns: GraphColumns, asOf: Instant, parameters: GraphParameters) throws(GraphError) {
        try parameters.validate()
        let users = columns.userOffsets.count - 1
        let messages = columns.messageOffsets.count - 1
        let campaigns = columns.campaignOffsets.count - 1
        let userRows = try CompressedRows(
            offsets: columns.userOffsets, targets: columns.userMessages, rowCount: users, targetCount: messages,
            name: "userMessages")
        let messageRows = try CompressedRows(
            offsets: columns.messageOffsets, targets: columns.messageUsers, rowCount: messages, targetCount: users,
            name: "messageUsers")
        let messageCampaignRows = try CompressedRows(
            offsets: columns.messageCampaignOffsets, targets: columns.messageCampaigns, rowCount: messages,
            targetCount: campaigns, name: "messageCampaigns")
        let campaignRows = try CompressedRows(
            offsets: columns.campaignOffsets, targets: columns.campaignMessages, rowCount: campaigns,
            targetCount: messages, name: "campaignMessages")
        try userRows.checkTranspose(messageRows, name: "messageUsers")
        try messageCampaignRows.checkTranspose(campaignRows, name: "campaignMessages")
        try columns.checkNumbers(messageRows: messageRows)
        self.init(
            trusted: columns, userRows: userRows, messageRows: messageRows, messageCampaignRows: messageCampaignRows,
            campaignRows: campaignRows, asOf: asOf, parameters: parameters)
    }

    /// Takes the columns that the builder made.
    init(
        trusted columns: GraphColumns, userRows: CompressedRows, messageRows: CompressedRows,
        messageCampaignRows: CompressedRows, campaignRows: CompressedRows, asOf: Instant, parameters: GraphParameters
    ) {
        self.asOf = asOf
        self.parameters = parameters
        self.columns = columns
        self.userRows = userRows
        self.messageRows = messageRows
        self.messageCampaignRows = messageCampaignRows
        self.campaignRows = campaignRows
        self.scratch = WalkScratchPool(userCount: userRows.count, messageCount: messageRows.count)
    }

    /// The number of users.
    package var userCount: Int { userRows.count }
    /// The number of messages.
    package var messageCount: Int { messageRows.count }
    /// The number of campaigns.
    package var campaignCount: Int { campaignRows.count }
    /// The number of pairs of a user and a message with an edge.
    package var edgeCount: Int { userRows.targets.count }
}

extension EngagementGraph {
    /// The messages that a user engaged with and their decayed weights, heaviest first, equal ones by ordinal.
    ///
    /// An ordinal that is no user's has an empty history.
    /// - Complexity: O(h log h) for h messages.
    package func userHistory(_ user: Int32) -> [(message: Int32, weight: Double)] {
        guard user >= 0, Int(user) < userCount else { return [] }
        return userRows.range(Int(user))
            .map { (message: columns.userMessages[$0], weight: Double(columns.userWeights[$0])) }
            .sorted { $0.weight != $1.weight ? $0.weight > $1.weight : $0.message < $1.message }
    }

    /// The decayed weight between a user and a message; 0 without an edge.
    ///
    /// - Complexity: O(log h).
    package func weight(user: Int32, message: Int32) -> Double {
        guard user >= 0, Int(user) < userCount, let position = userRows.position(of: message, in: Int(user)) else {
            return 0
        }
        return Double(columns.userWeights[position])
    }

    /// Whether the user has an edge to the message.
    ///
    /// - Complexity: O(log h).
    package func hasEngaged(user: Int32, message: Int32) -> Bool {
        guard user >= 0, Int(user) < userCount else { return false }
        return userRows.position(of: message, in: Int(user)) != nil
    }

    /// The number of users with an edge to the message.
    package func userCount(ofMessage message: Int32) -> Int {
        guard message >= 0, Int(message) < messageCount else { return 0 }
        return messageRows.range(Int(message)).count
    }

    /// The campaigns of a message, ascending.
    package func campaigns(ofMessage message: Int32) -> [Int32] {
        guard message >= 0, Int(message) < messageCount else { return [] }
        return columns.messageCampaigns.array(messageCampaignRows.range(Int(message)))
    }

    /// The messages of a campaign, ascending.
    package func messages(ofCampaign campaign: Int32) -> [Int32] {
        guard campaign >= 0, Int(campaign) < campaignCount else { return [] }
        return columns.campaignMessages.array(campaignRows.range(Int(campaign)))
    }

    /// The decayed engagement of a message: the sum of its edges' weights.
    package func popularity(ofMessage message: Int32) -> Double {
        guard message >= 0, Int(message) < messageCount else { return 0 }
        return Double(columns.popularity[Int(message)])
    }

    /// The `limit` most popular messages, equal ones by ordinal, without those that `excluding` names or nobody touched.
    ///
    /// - Complexity: O(limit + excluded).
    package func popular(
        _ limit: Int, excluding: (Int32) -> Bool = { _ in false }
    ) -> [(message: Int32, popularity: Double)] {
        var result: [(message: Int32, popularity: Double)] = []
        for index in 0..<messageCount where result.count < limit {
            let message = columns.popularOrder[index]
            let popularity = Double(columns.popularity[Int(message)])
            if popularity == 0 { break }
            if !excluding(message) { result.append((message, popularity)) }
        }
        return result
    }
}

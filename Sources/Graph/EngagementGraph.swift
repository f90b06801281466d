internal import Columns
package import Domain

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Who touched what: users, messages and campaigns with weighted edges, frozen as of one instant.
///
/// Each pair of a user and a message with an event of positive weight is one edge. Its weight is the sum over the
/// pair's events of `type weight × 2^(−age / half-life)`, so habits count more than accidents and yesterday more than
/// last year. The edges lie in compressed rows in both directions, with the transition probabilities of RP3β beside them,
/// computed once. From a message walks go to its weightiest users only, at most `GraphParameters.maximumFanOut` (equal
/// weights: the latest), which lie in rows of their own.
///
/// A pair with an event of negative weight whose events do not add up to more than 0 is a rejection: it carries no walk
/// and no popularity, but it is known (`hasEngaged`, `hasRejected`), has its weight, and item methods may count it
/// against what resembles it (`ItemHistoryParameters.rejection`).
///
/// - Complexity: about 32 bytes an edge, 36 bytes a message and 16 bytes a user.
/// - Thread safety: an immutable value; walks run on any number of threads at once.
package struct EngagementGraph: Sendable {
    /// The instant of the view: events at or after it do not exist.
    package let asOf: Instant
    /// What made the weights.
    package let parameters: GraphParameters
    /// The flat form, to be written out.
    package let columns: GraphColumns

    /// The rows of the columns, checked.
    struct Rows: Sendable {
        let users: CompressedRows
        let messages: CompressedRows
        let walkMessages: CompressedRows
        let rejections: CompressedRows
        let messageCampaigns: CompressedRows
        let campaigns: CompressedRows
    }

    private let rows: Rows
    let scratch: ScratchPool<WalkScratch>
    /// The number of users with at least one edge.
    package let engagedUserCount: Int
    /// 1 / d^β for each number d of messages that a user may have.
    let userPenalties: [Double]

    /// Takes columns of outside origin after checking all of them, each element.
    ///
    /// - Throws: `GraphError` naming the column and element that is wrong.
    /// - Complexity: O(users + messages + campaigns + edges).
    package init(columns: GraphColumns, asOf: Instant, parameters: GraphParameters) throws(GraphError) {
        try parameters.validate()
        let rows = try columns.checkedRows()
        try columns.checkNumbers(messageRows: rows.messages)
        self.init(trusted: columns, rows: rows, asOf: asOf, parameters: parameters)
    }

    /// Takes the columns that the builder made.
    init(trusted columns: GraphColumns, rows: Rows, asOf: Instant, parameters: GraphParameters) {
        self.asOf = asOf
        self.parameters = parameters
        self.columns = columns
        self.rows = rows
        let most = (0..<rows.users.count).reduce(1) { max($0, rows.users.range($1).count) }
        engagedUserCount = (0..<rows.users.count).count { !rows.users.range($0).isEmpty }
        userPenalties = (0...most).map { pow(Double(max(1, $0)), -parameters.beta) }
        self.scratch = ScratchPool { [users = rows.users.count, messages = rows.messages.count] in
            WalkScratch(userCount: users, messageCount: messages)
        }
    }

    /// All edges by user.
    var userRows: CompressedRows { rows.users }
    /// All edges by message.
    var messageRows: CompressedRows { rows.messages }
    /// The edges that walks take from messages.
    var walkMessageRows: CompressedRows { rows.walkMessages }
    /// The messages that users rejected.
    var rejectedRows: CompressedRows { rows.rejections }
    var messageCampaignRows: CompressedRows { rows.messageCampaigns }
    var campaignRows: CompressedRows { rows.campaigns }

    /// The number of users.
    package var userCount: Int { userRows.count }
    /// The number of messages.
    package var messageCount: Int { messageRows.count }
    /// The number of campaigns.
    package var campaignCount: Int { campaignRows.count }
    /// The number of pairs of a user and a message with an edge.
    package var edgeCount: Int { userRows.targets.count }
    /// The number of pairs of a user and a message that they rejected.
    package var rejectionCount: Int { rejectedRows.targets.count }
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

    /// The messages that a user engaged with or rejected, in order of time, the latest last, equal times by ordinal.
    ///
    /// The weight of a rejection is at most 0. An ordinal that is no user's has an empty history.
    /// - Parameter limit: how many are listed, the latest.
    /// - Complexity: O(h log h) for h messages.
    package func timeline(
        _ user: Int32, limit: Int = .max, includesRejected: Bool = false
    ) -> [(message: Int32, weight: Double, time: Instant)] {
        guard user >= 0, Int(user) < userCount else { return [] }
        var entries = userRows.range(Int(user)).map {
            (
                message: columns.userMessages[$0], weight: Double(columns.userWeights[$0]),
                time: Instant(milliseconds: columns.userTimes[$0])
            )
        }
        if includesRejected {
            entries += rejectedRows.range(Int(user)).map {
                (
                    message: columns.rejectedMessages[$0], weight: Double(columns.rejectedWeights[$0]),
                    time: Instant(milliseconds: columns.rejectedTimes[$0])
                )
            }
        }
        entries.sort { left, right in
            let (one, other) = (left.time.milliseconds, right.time.milliseconds)
            return one != other ? one < other : left.message < right.message
        }
        return Array(entries.suffix(max(0, limit)))
    }

    /// The decayed weight between a user and a message; 0 without an edge, at most 0 where the user rejected it.
    ///
    /// - Complexity: O(log h).
    package func weight(user: Int32, message: Int32) -> Double {
        guard user >= 0, Int(user) < userCount else { return 0 }
        if let position = userRows.position(of: message, in: Int(user)) {
            return Double(columns.userWeights[position])
        }
        return rejectedRows.position(of: message, in: Int(user)).map {
            Double(columns.rejectedWeights[$0])
        } ?? 0
    }

    /// Whether the user has dealt with the message, by an edge or a rejection: it is no news to them.
    ///
    /// - Complexity: O(log h).
    package func hasEngaged(user: Int32, message: Int32) -> Bool {
        guard user >= 0, Int(user) < userCount else { return false }
        return userRows.position(of: message, in: Int(user)) != nil
            || hasRejected(user: user, message: message)
    }

    /// Whether what the user did with the message speaks against it.
    ///
    /// - Complexity: O(log h).
    package func hasRejected(user: Int32, message: Int32) -> Bool {
        guard user >= 0, Int(user) < userCount else { return false }
        return rejectedRows.position(of: message, in: Int(user)) != nil
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

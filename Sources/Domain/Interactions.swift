/// The events of all users as parallel arrays of ordinals: the plain table from which the graph and the features are made.
///
/// One row is one event that names a user, and rows are sorted by time, equal times in the order of the log. Ordinals
/// are dense numbers of one build; what they stand for is kept elsewhere.
///
/// - Thread safety: an immutable value.
package struct Interactions: Equatable, Sendable {
    /// The number of users; every user ordinal is below it.
    package let userCount: Int
    /// The number of messages; every message ordinal is below it.
    package let messageCount: Int
    /// The number of campaigns; every campaign ordinal is below it.
    package let campaignCount: Int
    /// Who.
    package let users: [Int32]
    /// What it was about; -1: no message.
    package let messages: [Int32]
    /// The campaign that the event itself names; -1: none.
    package let campaigns: [Int32]
    /// When, in milliseconds since 1970-01-01T00:00:00Z, never decreasing.
    package let times: [Int64]
    /// What happened.
    package let types: [EventType]
    /// Money, at least 0; NaN: none.
    package let amounts: [Float]

    /// Takes the arrays after checking them.
    ///
    /// - Throws: `InteractionsError` naming the first row that breaks a rule.
    /// - Complexity: O(rows).
    package init(
        userCount: Int, messageCount: Int, campaignCount: Int, users: [Int32], messages: [Int32], campaigns: [Int32],
        times: [Int64], types: [EventType], amounts: [Float]
    ) throws(InteractionsError) {
        for (name, count) in [
            ("userCount", userCount), ("messageCount", messageCount), ("campaignCount", campaignCount),
        ]
        where count < 0 || count > Int(Int32.max) {
            throw .invalidCount(name: name, got: count)
        }
        let lengths = [
            ("messages", messages.count), ("campaigns", campaigns.count), ("times", times.count),
            ("types", types.count), ("amounts", amounts.count),
        ]
        for (name, count) in lengths where count != users.count {
            throw .unequalLength(column: name, got: count, expected: users.count)
        }
        for row in users.indices {
            guard users[row] >= 0, Int(users[row]) < userCount else {
                throw .ordinalOutOfRange(column: "users", row: row, got: users[row], count: userCount)
            }
            guard messages[row] >= -1, Int(messages[row]) < messageCount else {
                throw .ordinalOutOfRange(column: "messages", row: row, got: messages[row], count: messageCount)
            }
            guard campaigns[row] >= -1, Int(campaigns[row]) < campaignCount else {
                throw .ordinalOutOfRange(column: "campaigns", row: row, got: campaigns[row], count: campaignCount)
            }
            guard amounts[row].isNaN || (amounts[row] >= 0 && amounts[row].isFinite) else {
                throw .invalidAmount(row: row, got: amounts[row])
            }
            guard row == 0 || times[row - 1] <= times[row] else { throw .unsorted(row: row) }
        }
        self.init(
            unchecked: (userCount, messageCount, campaignCount), users, messages, campaigns, times, types, amounts)
    }

    private init(
        unchecked counts: (Int, Int, Int), _ users: [Int32], _ messages: [Int32], _ campaigns: [Int32],
        _ times: [Int64], _ types: [EventType], _ amounts: [Float]
    ) {
        (userCount, messageCount, campaignCount) = counts
        self.users = users
        self.messages = messages
        self.campaigns = campaigns
        self.times = times
        self.types = types
        self.amounts = amounts
    }

    /// The number of rows.
    package var count: Int { users.count }

    /// The events strictly before `instant`, with the same counts of entities.
    ///
    /// - Complexity: O(rows kept); nothing is copied when all are.
    package func before(_ instant: Instant) -> Interactions { rows(0..<firstRow(notBefore: instant)) }

    /// The events of the half-open span from `start` up to, not including, `end`; none when `end` is not after `start`.
    ///
    /// - Complexity: O(rows kept).
    package func between(_ start: Instant, _ end: Instant) -> Interactions {
        let first = firstRow(notBefore: start)
        return rows(first..<max(first, firstRow(notBefore: end)))
    }

    /// The first row at or after `instant`, by binary search; `count` when there is none.
    package func firstRow(notBefore instant: Instant) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < instant.milliseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func rows(_ range: Range<Int>) -> Interactions {
        if range == 0..<count { return self }
        return Interactions(
            unchecked: (userCount, messageCount, campaignCount), Array(users[range]), Array(messages[range]),
            Array(campaigns[range]), Array(times[range]), Array(types[range]), Array(amounts[range]))
    }

    package static func == (left: Interactions, right: Interactions) -> Bool {
        // NaN stands for "no amount" and equals itself here, so amounts are compared by their bits.
        left.userCount == right.userCount && left.messageCount == right.messageCount
            && left.campaignCount == right.campaignCount && left.users == right.users
            && left.messages == right.messages && left.campaigns == right.campaigns && left.times == right.times
            && left.types == right.types
            && left.amounts.elementsEqual(right.amounts) { $0.bitPattern == $1.bitPattern }
    }
}

/// Why a table of interactions was refused.
package enum InteractionsError: Error, Equatable, CustomStringConvertible {
    /// A number of entities is negative or does not fit ordinals of 32 bits.
    case invalidCount(name: String, got: Int)
    /// A column does not have as many rows as `users`.
    case unequalLength(column: String, got: Int, expected: Int)
    /// An ordinal does not lie below its count.
    case ordinalOutOfRange(column: String, row: Int, got: Int32, count: Int)
    /// An amount is negative or infinite.
    case invalidAmount(row: Int, got: Float)
    /// A row is earlier than the row before it.
    case unsorted(row: Int)

    package var description: String {
        switch self {
        case .invalidCount(let name, let got):
            "interactions: \(name) is \(got), expected 0 to \(Int32.max)"
        case .unequalLength(let column, let got, let expected):
            "interactions: column \(column) has \(got) rows, expected \(expected)"
        case .ordinalOutOfRange(let column, let row, let got, let count):
            "interactions: column \(column), row \(row): \(got) is not an ordinal below \(count)"
        case .invalidAmount(let row, let got):
            "interactions: column amounts, row \(row): \(got) is not an amount of 0 or more"
        case .unsorted(let row):
            "interactions: column times, row \(row) is earlier than the row before it"
        }
    }
}

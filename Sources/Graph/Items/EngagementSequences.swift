package import Domain

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What each user did, one message after the other, with a weight for each step.
///
/// - Thread safety: an immutable value.
package struct EngagementSequences: Sendable {
    /// Where each user's steps begin; one element more than there are users.
    let offsets: [Int]
    /// The message of each step, the earliest first.
    let messages: [Int32]
    /// What each step weighs, above 0.
    let weights: [Float]
    /// The number of messages; every ordinal is below it.
    package let messageCount: Int

    /// The number of steps of all users.
    package var stepCount: Int { messages.count }

    /// Reads the steps of the events strictly before `asOf`.
    ///
    /// A step is a run of events of one user on one message, with nothing of another message between; it weighs what its
    /// events of positive weight add up to, each `type weight × 2^(−age / half-life)`. Events without a message or of a
    /// weight that is not above 0 are no steps and interrupt none.
    /// - Complexity: O(events + users).
    package init(interactions: Interactions, asOf: Instant, parameters: GraphParameters) {
        let end = interactions.firstRow(notBefore: asOf)
        var typeWeights = [Double](repeating: 0, count: 256)
        for type in EventType.allCases { typeWeights[Int(type.code)] = parameters.weight(of: type) }
        let rows = (0..<end).filter {
            interactions.messages[$0] >= 0 && typeWeights[Int(interactions.types[$0].code)] > 0
        }
        let order = rows.sortedStably(by: interactions.users, keyCount: interactions.userCount)
        var offsets = [0]
        var messages: [Int32] = []
        var weights: [Float] = []
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
                    weight += typeWeights[Int(interactions.types[row].code)] * exp2(-age / parameters.halfLifeDays)
                    position += 1
                }
                if Float(weight).isNormal {
                    messages.append(message)
                    weights.append(Float(weight))
                }
            }
            offsets.append(messages.count)
        }
        (self.offsets, self.messages, self.weights) = (offsets, messages, weights)
        messageCount = interactions.messageCount
    }

    /// Takes sequences of messages, one a user, the earliest first; every step weighs 1.
    ///
    /// - Throws: `GraphError.invalidTarget` for an ordinal that is no message's.
    package init(_ sequences: [[Int32]], messageCount: Int) throws(GraphError) {
        offsets = sequences.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        messages = sequences.flatMap { $0 }
        if let index = messages.firstIndex(where: { $0 < 0 || Int($0) >= messageCount }) {
            throw .invalidTarget(column: "sequences", index: index, got: messages[index], count: messageCount)
        }
        weights = Array(repeating: 1, count: messages.count)
        self.messageCount = messageCount
    }
}

extension [Int] {
    /// These rows by rising key, rows of one key in the order they have here: a counting sort.
    ///
    /// - Complexity: O(rows + keys).
    func sortedStably(by keys: [Int32], keyCount: Int) -> [Int] {
        var cursors = [Int](repeating: 0, count: keyCount + 1)
        for row in self { cursors[Int(keys[row]) + 1] += 1 }
        for key in 0..<keyCount { cursors[key + 1] += cursors[key] }
        var result = [Int](repeating: 0, count: count)
        for row in self {
            let key = Int(keys[row])
            result[cursors[key]] = row
            cursors[key] += 1
        }
        return result
    }
}

package import Columns
package import Domain

/// When each user last did what with each message: every kind of event, being shown a message included.
///
/// The graph forgets what its weights do not count; this does not. One entry is one user, one message and one event
/// type, with the time of the last such event; a user's entries ascend by message, then by the type's code.
///
/// | column | shape | content |
/// |---|---|---|
/// | `offsets` | U + 1 | where each user's entries begin |
/// | `messages` | T | the message of each entry |
/// | `types` | T | the code of its event type (`EventType.code`) |
/// | `times` | T | the last such event, in milliseconds since 1970-01-01T00:00:00Z, before the instant of the build |
///
/// - Complexity: 13 bytes an entry and 8 bytes a user.
/// - Thread safety: immutable.
package struct Touches: Sendable {
    /// Where each user's entries begin; U + 1 elements.
    package let offsets: FlatColumn<Int64>
    /// The message of each entry.
    package let messages: FlatColumn<Int32>
    /// The code of each entry's event type.
    package let types: FlatColumn<UInt8>
    /// When the last such event was, in milliseconds.
    package let times: FlatColumn<Int64>
    /// The number of messages; every message ordinal is below it.
    package let messageCount: Int

    /// Takes columns of outside origin after checking all of them, each element.
    ///
    /// - Throws: `GraphError` naming the column and element that is wrong.
    /// - Complexity: O(users + entries).
    package init(
        offsets: FlatColumn<Int64>, messages: FlatColumn<Int32>, types: FlatColumn<UInt8>, times: FlatColumn<Int64>,
        messageCount: Int
    ) throws(GraphError) {
        guard offsets.count > 0, offsets.count <= Int(Int32.max) + 1 else {
            throw .invalidCount(column: "touchOffsets", got: offsets.count, expected: 1)
        }
        for (name, count) in [("touchTypes", types.count), ("touchTimes", times.count)]
        where count != messages.count {
            throw .invalidCount(column: name, got: count, expected: messages.count)
        }
        var start: Int64 = 0
        for index in 0..<offsets.count {
            let offset = offsets[index]
            guard offset >= start, offset <= Int64(messages.count), index > 0 || offset == 0 else {
                throw .invalidOffset(column: "touchOffsets", index: index, got: offset)
            }
            start = offset
        }
        guard start == Int64(messages.count) else {
            throw .invalidOffset(column: "touchOffsets", index: offsets.count - 1, got: start)
        }
        for user in 0..<offsets.count - 1 {
            for entry in Int(offsets[user])..<Int(offsets[user + 1]) {
                let message = messages[entry]
                guard message >= 0, Int(message) < messageCount else {
                    throw .invalidTarget(column: "touchMessages", index: entry, got: message, count: messageCount)
                }
                guard EventType(code: types[entry]) != nil else {
                    throw .invalidValue(
                        column: "touchTypes", index: entry, got: Float(types[entry]),
                        expected: "the code of an event type")
                }
                guard entry > Int(offsets[user]) else { continue }
                guard (messages[entry - 1], types[entry - 1]) < (message, types[entry]) else {
                    throw .invalidTarget(column: "touchMessages", index: entry, got: message, count: messageCount)
                }
            }
        }
        self.init(trusted: offsets, messages: messages, types: types, times: times, messageCount: messageCount)
    }

    private init(
        trusted offsets: FlatColumn<Int64>, messages: FlatColumn<Int32>, types: FlatColumn<UInt8>,
        times: FlatColumn<Int64>, messageCount: Int
    ) {
        self.offsets = offsets
        self.messages = messages
        self.types = types
        self.times = times
        self.messageCount = messageCount
    }

    /// The number of users.
    package var userCount: Int { offsets.count - 1 }
    /// The number of entries.
    package var count: Int { messages.count }
}

extension Touches {
    /// Gathers the events strictly before `asOf` that have a message.
    ///
    /// - Complexity: O(events log(events of one user)).
    package init(interactions: Interactions, asOf: Instant) {
        var byUser = [[(message: Int32, type: UInt8, time: Int64)]](repeating: [], count: interactions.userCount)
        for row in 0..<interactions.firstRow(notBefore: asOf) where interactions.messages[row] >= 0 {
            byUser[Int(interactions.users[row])].append(
                (interactions.messages[row], interactions.types[row].code, interactions.times[row]))
        }
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(byUser.count + 1)
        var messages: [Int32] = []
        var types: [UInt8] = []
        var times: [Int64] = []
        for touches in byUser {
            let start = messages.count
            for touch in touches.sorted(by: { ($0.message, $0.type, $0.time) < ($1.message, $1.type, $1.time) }) {
                if messages.count > start, messages.last == touch.message, types.last == touch.type {
                    // The latest comes last.
                    times[times.count - 1] = touch.time
                } else {
                    messages.append(touch.message)
                    types.append(touch.type)
                    times.append(touch.time)
                }
            }
            offsets.append(Int64(messages.count))
        }
        self.init(
            trusted: FlatColumn(offsets), messages: FlatColumn(messages), types: FlatColumn(types),
            times: FlatColumn(times), messageCount: interactions.messageCount)
    }

    /// Calls `body` with each message that the user touched in one of `types`' ways at or after `since`; a message may
    /// come more than once, and an ordinal that is no user's has touched nothing.
    ///
    /// - Complexity: O(entries of the user).
    package func forEachMessage(
        touchedBy user: Int32, types wanted: Set<EventType>, since: Instant?, _ body: (Int32) -> Void
    ) {
        guard user >= 0, Int(user) < userCount else { return }
        var isWanted = [Bool](repeating: false, count: 256)
        for type in wanted { isWanted[Int(type.code)] = true }
        let first = since?.milliseconds ?? .min
        for entry in Int(offsets[Int(user)])..<Int(offsets[Int(user) + 1])
        where isWanted[Int(types[entry])] && times[entry] >= first {
            body(messages[entry])
        }
    }
}

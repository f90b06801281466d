package import Columns

/// What the people of each segment engaged with: decayed weights as the graph has them, of the segment's own events alone.
///
/// A pair of a user and a message counts in a segment by its events there (an event counts in the segment of its country
/// and device, in that of its country and in that of its device), as an edge of `EngagementGraph` counts by all of its
/// events. Segments in which fewer than `leastPeople` users engaged with anything are not kept: so few say too little of
/// the rest. Every message that somebody of a kept segment engaged with is listed, so what is not listed is exactly 0 there.
///
/// | column | shape | content |
/// |---|---|---|
/// | `codes` | S | the segments (`Segment.code`), rising |
/// | `people` | S | how many users engaged with anything in the segment, at least `leastPeople` |
/// | `offsets` | S + 1 | where each segment's messages begin |
/// | `messages` | T | the messages, rising within a segment |
/// | `weights` | T | the decayed engagement of the segment with each, above 0 |
/// | `users` | T | how many users that is |
/// | `userCodes` | U | the country and device that each user's latest events name (`Segment.code`), 0 where none does |
///
/// - Complexity: 12 bytes an entry, at most three entries for each event, and 4 bytes a user.
/// - Thread safety: immutable.
package struct SegmentPopularity: Sendable {
    package let codes: FlatColumn<UInt32>
    package let people: FlatColumn<Int32>
    package let offsets: FlatColumn<Int64>
    package let messages: FlatColumn<Int32>
    package let weights: FlatColumn<Float>
    package let users: FlatColumn<Int32>
    package let userCodes: FlatColumn<UInt32>
    /// The number of messages; every message ordinal is below it.
    package let messageCount: Int

    /// The fewest engaged users that a segment is kept for.
    package static let leastPeople = 20

    /// Takes columns of outside origin after checking all of them, each element.
    ///
    /// - Throws: `GraphError` naming the column and element that is wrong.
    /// - Complexity: O(users + segments + entries).
    package init(
        codes: FlatColumn<UInt32>, people: FlatColumn<Int32>, offsets: FlatColumn<Int64>, messages: FlatColumn<Int32>,
        weights: FlatColumn<Float>, users: FlatColumn<Int32>, userCodes: FlatColumn<UInt32>, messageCount: Int
    ) throws(GraphError) {
        for (name, count, expected) in [
            ("segmentPeople", people.count, codes.count), ("segmentOffsets", offsets.count, codes.count + 1),
            ("segmentWeights", weights.count, messages.count), ("segmentUsers", users.count, messages.count),
        ] where count != expected {
            throw .invalidCount(column: name, got: count, expected: expected)
        }
        for index in 0..<codes.count {
            guard let segment = Segment(code: codes[index]), !segment.isEverybody,
                index == 0 || codes[index - 1] < codes[index]
            else {
                throw .invalidValue(
                    column: "segmentCodes", index: index, got: Float(codes[index]), expected: "rising codes of segments"
                )
            }
            guard people[index] >= Self.leastPeople, Int(people[index]) <= userCodes.count else {
                throw .invalidValue(
                    column: "segmentPeople", index: index, got: Float(people[index]),
                    expected: "\(Self.leastPeople) to \(userCodes.count)")
            }
        }
        for user in 0..<userCodes.count where Segment(code: userCodes[user]) == nil {
            throw .invalidValue(
                column: "segmentUserCodes", index: user, got: Float(userCodes[user]), expected: "the code of a segment")
        }
        var start: Int64 = 0
        for index in 0..<offsets.count {
            let offset = offsets[index]
            guard offset >= start, offset <= Int64(messages.count), index > 0 || offset == 0 else {
                throw .invalidOffset(column: "segmentOffsets", index: index, got: offset)
            }
            start = offset
        }
        guard start == Int64(messages.count) else {
            throw .invalidOffset(column: "segmentOffsets", index: offsets.count - 1, got: start)
        }
        for segment in 0..<codes.count {
            let range = Int(offsets[segment])..<Int(offsets[segment + 1])
            for entry in range {
                let message = messages[entry]
                guard message >= 0, Int(message) < messageCount,
                    entry == range.lowerBound || messages[entry - 1] < message
                else {
                    throw .invalidTarget(column: "segmentMessages", index: entry, got: message, count: messageCount)
                }
                guard weights[entry] > 0, weights[entry].isFinite else {
                    throw .invalidValue(
                        column: "segmentWeights", index: entry, got: weights[entry], expected: "a number above 0")
                }
                guard users[entry] >= 1, users[entry] <= people[segment] else {
                    throw .invalidValue(
                        column: "segmentUsers", index: entry, got: Float(users[entry]),
                        expected: "1 to \(people[segment])")
                }
            }
        }
        self.init(
            trusted: codes, people: people, offsets: offsets, messages: messages, weights: weights, users: users,
            userCodes: userCodes, messageCount: messageCount)
    }

    init(
        trusted codes: FlatColumn<UInt32>, people: FlatColumn<Int32>, offsets: FlatColumn<Int64>,
        messages: FlatColumn<Int32>, weights: FlatColumn<Float>, users: FlatColumn<Int32>,
        userCodes: FlatColumn<UInt32>, messageCount: Int
    ) {
        self.codes = codes
        self.people = people
        self.offsets = offsets
        self.messages = messages
        self.weights = weights
        self.users = users
        self.userCodes = userCodes
        self.messageCount = messageCount
    }

    /// No segment, and nothing known of where users are.
    package init(userCount: Int, messageCount: Int) {
        self.init(
            trusted: FlatColumn([]), people: FlatColumn([]), offsets: FlatColumn([0]), messages: FlatColumn([]),
            weights: FlatColumn([]), users: FlatColumn([]),
            userCodes: FlatColumn([UInt32](repeating: 0, count: userCount)), messageCount: messageCount)
    }

    /// The number of segments.
    package var count: Int { codes.count }
    /// The number of users.
    package var userCount: Int { userCodes.count }

    /// Where a user's latest events place them; everybody where they say nothing, or the ordinal is no user's.
    package func place(of user: Int32) -> Segment {
        guard user >= 0, Int(user) < userCount else { return Segment(country: nil, device: nil) }
        return Segment(code: userCodes[Int(user)]) ?? Segment(country: nil, device: nil)
    }

    /// The people of a segment; nil where it is not kept.
    ///
    /// - Complexity: O(log segments).
    package func members(of segment: Segment) -> SegmentMembers? {
        let code = segment.code
        var (low, high) = (0, codes.count)
        while low < high {
            let middle = (low + high) / 2
            if codes[middle] < code { low = middle + 1 } else { high = middle }
        }
        guard low < codes.count, codes[low] == code else { return nil }
        return SegmentMembers(
            segment: segment, people: Int(people[low]), range: Int(offsets[low])..<Int(offsets[low + 1]), table: self)
    }
}

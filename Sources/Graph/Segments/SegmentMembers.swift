internal import Columns

/// The people of one segment, and what they engaged with.
///
/// - Thread safety: an immutable value.
package struct SegmentMembers: Sendable {
    /// Who they are.
    package let segment: Segment
    /// How many users engaged with anything in the segment.
    package let people: Int
    let range: Range<Int>
    let table: SegmentPopularity

    /// How many of them engaged with a message, and their decayed engagement; nil where nobody did.
    ///
    /// - Complexity: O(log messages of the segment).
    package func engagement(with message: Int32) -> (users: Int, weight: Double)? {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if table.messages[middle] < message { low = middle + 1 } else { high = middle }
        }
        guard low < range.upperBound, table.messages[low] == message else { return nil }
        return (Int(table.users[low]), Double(table.weights[low]))
    }

    /// The `limit` messages of the segment that `score` puts first, equal ones by ordinal, without those that `excluding`
    /// names.
    ///
    /// - Parameter score: told a message and the segment's decayed engagement with it.
    /// - Complexity: O(messages of the segment); `excluding` is asked only about messages that would get in.
    package func top(
        _ limit: Int, score: (_ message: Int32, _ weight: Double) -> Double, excluding: (Int32) -> Bool
    ) -> [(message: Int32, score: Double)] {
        var top = BoundedTop<ScoredMessage>(limit: limit)
        for entry in range {
            let message = table.messages[entry]
            let candidate = ScoredMessage(message: message, score: score(message, Double(table.weights[entry])))
            if top.admits(candidate), !excluding(message) { top.insert(candidate) }
        }
        return top.ranked().map { ($0.message, $0.score) }
    }
}

internal import Columns

/// How weights that may grow without end become strengths of liking between 0.1 and 2.
///
///     strength(w) = 1 + 0.6 · (w / median − 1),   within 0.1 to 2;   1 where all weights are equal
///
/// So a middling engagement counts 1, a rating of one star still says something about taste, and somebody's hundredth
/// purchase of the same thing does not drown everything else.
package struct SoftWeights: Hashable, Sendable, Codable {
    /// The weight that counts 1; 0 where every weight counts 1.
    package let median: Double

    /// Takes a median that is written down; one that is not above 0 stands for equal weights.
    package init(median: Double) { self.median = median.isFinite ? max(0, median) : 0 }

    /// Measures the median of weights above 0.
    ///
    /// - Complexity: O(n log n).
    package init(of weights: some Sequence<Double>) {
        let sorted = weights.filter { $0 > 0 }.sorted()
        median = sorted.first == sorted.last ? 0 : sorted[sorted.count / 2]
    }

    /// The strength of a weight; a rejection keeps its sign.
    package func callAsFunction(_ weight: Double) -> Double {
        let size = abs(weight)
        let strength = median > 0 ? min(max(1 + 0.6 * (size / median - 1), 0.1), 2) : 1
        return weight < 0 ? -strength : strength
    }
}

extension EngagementGraph {
    /// The strengths of this graph's edges.
    ///
    /// - Complexity: O(edges log edges).
    package var softWeights: SoftWeights {
        columns.userWeights.withUnsafeBuffer { SoftWeights(of: $0.lazy.map { Double($0) }) }
    }

    /// Users by messages with softened weights: what item weights are made from.
    ///
    /// - Complexity: O(users + messages + edges).
    package func matrix(softenedBy soft: SoftWeights) -> EngagementMatrix {
        let weights = columns.userWeights.withUnsafeBuffer { weights in
            FlatColumn(weights.map { Float(soft(Double($0))) })
        }
        return EngagementMatrix(trusted: userRows, weights: weights, messageCount: messageCount)
    }

    /// A user's history as item scores read it: in order of time, softened, without the messages `removed`.
    ///
    /// - Complexity: O(h log h) for h messages.
    package func itemHistory(
        of user: Int32, softenedBy soft: SoftWeights, without removed: Set<Int32> = []
    ) -> [(message: Int32, weight: Double)] {
        timeline(user, includesRejected: true).compactMap { entry in
            removed.isEmpty || !removed.contains(entry.message) ? (entry.message, soft(entry.weight)) : nil
        }
    }

    /// How many users engaged with both messages.
    ///
    /// - Complexity: O(n) for the users of both.
    package func sharedUserCount(_ first: Int32, _ second: Int32) -> Int {
        guard first >= 0, second >= 0, Int(first) < messageCount, Int(second) < messageCount else { return 0 }
        let (left, right) = (messageRows.range(Int(first)), messageRows.range(Int(second)))
        var (one, other, count) = (left.lowerBound, right.lowerBound, 0)
        while one < left.upperBound, other < right.upperBound {
            let (a, b) = (columns.messageUsers[one], columns.messageUsers[other])
            if a == b { count += 1 }
            if a <= b { one += 1 }
            if b <= a { other += 1 }
        }
        return count
    }
}

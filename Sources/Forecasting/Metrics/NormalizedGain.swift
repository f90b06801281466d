#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// NDCG: discounted gain of an order divided by that of the best order; greater is better.
///
/// Gain `2^label - 1`, discount `1 / log2(rank + 1)`. Items with equal scores share the mean gain of their ranks, which
/// is the expectation over random orders of the tie (McSherry and Najork, ECIR 2008), so no tie rule can flatter a
/// model; equal to scikit-learn's `ndcg_score` on the gains.
package enum NormalizedGain {
    /// NDCG of one group's first `limit` ranks.
    ///
    /// - Returns: a value in 0...1, or nil when no label is above 0 or a score is NaN.
    /// - Complexity: O(n log n).
    package static func of(scores: [Float], labels: [Float], limit: Int) -> Double? {
        precondition(scores.count == labels.count, "one label per score")
        guard !scores.contains(where: \.isNaN) else { return nil }
        let gains = labels.map { exp2(Double($0)) - 1 }
        let ideal = gains.sorted(by: >).prefix(limit).enumerated().reduce(0) { $0 + $1.element * discount($1.offset) }
        guard ideal > 0 else { return nil }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var gained = 0.0
        var start = 0
        while start < min(order.count, limit) {
            var end = start
            var gain = 0.0
            var discounts = 0.0
            while end < order.count, scores[order[end]] == scores[order[start]] {
                gain += gains[order[end]]
                if end < limit { discounts += discount(end) }
                end += 1
            }
            gained += gain / Double(end - start) * discounts
            start = end
        }
        return gained / ideal
    }

    /// The mean NDCG over consecutive groups of rows; groups without a label above 0 are left out.
    ///
    /// - Returns: a value in 0...1, or nil when no group counts.
    package static func mean(scores: [Float], labels: [Float], groups: [UInt32], limit: Int) -> Double? {
        var sum = 0.0
        var counted = 0
        var start = 0
        for size in groups {
            let end = start + Int(size)
            precondition(end <= scores.count, "groups must not exceed the rows")
            if let value = of(scores: Array(scores[start..<end]), labels: Array(labels[start..<end]), limit: limit) {
                sum += value
                counted += 1
            }
            start = end
        }
        return counted > 0 ? sum / Double(counted) : nil
    }

    private static func discount(_ offset: Int) -> Double { 1 / log2(Double(offset) + 2) }
}

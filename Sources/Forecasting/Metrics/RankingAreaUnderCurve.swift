/// Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting one half.
///
/// The Mann-Whitney form; equal to scikit-learn's `roc_auc_score`. Greater is better, 0.5 is chance.
package enum RankingAreaUnderCurve {
    /// The area for `scores` against `outcomes`.
    ///
    /// - Parameters:
    ///   - scores: any real numbers, greater meaning more likely positive.
    ///   - outcomes: true for positives, as many.
    ///   - weights: one non-negative weight per score, or nil for equal weights.
    /// - Returns: a value in 0...1, or nil when a class has no weight or a score is NaN. Counts that differ are a
    ///   programming error.
    /// - Complexity: O(n log n).
    package static func of(scores: [Double], outcomes: [Bool], weights: [Double]? = nil) -> Double? {
        precondition(scores.count == outcomes.count, "one outcome per score")
        precondition(weights == nil || weights?.count == scores.count, "one weight per score")
        guard !scores.contains(where: \.isNaN) else { return nil }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var won = 0.0
        var positives = 0.0
        var negatives = 0.0
        var start = 0
        while start < order.count {
            // One run of equal scores: its pairs are ties, and its positives beat every negative before it.
            var end = start
            var tiedPositives = 0.0
            var tiedNegatives = 0.0
            while end < order.count, scores[order[end]] == scores[order[start]] {
                let weight = weights?[order[end]] ?? 1
                if outcomes[order[end]] { tiedPositives += weight } else { tiedNegatives += weight }
                end += 1
            }
            won += tiedPositives * (negatives + tiedNegatives / 2)
            positives += tiedPositives
            negatives += tiedNegatives
            start = end
        }
        guard positives > 0, negatives > 0 else { return nil }
        return won / (positives * negatives)
    }
}

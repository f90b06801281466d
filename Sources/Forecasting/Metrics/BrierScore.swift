/// Brier score: the mean squared distance of probabilities from binary outcomes; smaller is better.
package enum BrierScore {
    /// The mean of `(p - y)²`.
    ///
    /// - Parameters:
    ///   - probabilities: predicted probabilities in 0...1.
    ///   - outcomes: observed outcomes in 0...1, as many.
    ///   - weights: one non-negative weight per outcome, or nil for equal weights.
    /// - Returns: the score in 0...1; NaN when there is nothing to average. Counts that differ are a programming error.
    package static func mean(probabilities: [Double], outcomes: [Double], weights: [Double]? = nil) -> Double {
        SquaredError.mean(predictions: probabilities, outcomes: outcomes, weights: weights)
    }
}

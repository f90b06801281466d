#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Log loss: the mean negative log-likelihood of binary outcomes, in nats; smaller is better.
package enum LogLoss {
    /// The mean of `-(y ln p + (1 - y) ln(1 - p))`, probabilities first bounded away from 0 and 1 by one double ulp.
    ///
    /// - Parameters:
    ///   - probabilities: predicted probabilities in 0...1.
    ///   - outcomes: observed outcomes in 0...1, as many.
    ///   - weights: one non-negative weight per outcome, or nil for equal weights.
    /// - Returns: the loss; NaN when there is nothing to average. Counts that differ are a programming error.
    package static func mean(probabilities: [Double], outcomes: [Double], weights: [Double]? = nil) -> Double {
        precondition(probabilities.count == outcomes.count, "one outcome per probability")
        let terms = zip(probabilities, outcomes).map { probability, outcome in
            let bounded = min(max(probability, Double.ulpOfOne), 1 - Double.ulpOfOne)
            return -(outcome * log(bounded) + (1 - outcome) * log1p(-bounded))
        }
        return WeightedMean.of(terms, weights: weights)
    }
}

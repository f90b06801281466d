/// Squared error of real-valued predictions; smaller is better.
package enum SquaredError {
    /// The mean of `(prediction - outcome)²`; NaN when there is nothing to average.
    package static func mean(predictions: [Double], outcomes: [Double], weights: [Double]? = nil) -> Double {
        precondition(predictions.count == outcomes.count, "one outcome per prediction")
        let terms = zip(predictions, outcomes).map { ($0 - $1) * ($0 - $1) }
        return WeightedMean.of(terms, weights: weights)
    }

    /// The root of the mean squared error, in the outcome's unit; NaN when there is nothing to average.
    package static func rootMean(predictions: [Double], outcomes: [Double], weights: [Double]? = nil) -> Double {
        mean(predictions: predictions, outcomes: outcomes, weights: weights).squareRoot()
    }
}

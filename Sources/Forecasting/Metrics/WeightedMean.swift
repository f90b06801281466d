/// The arithmetic mean, weighted or not.
enum WeightedMean {
    /// The mean of `values`, each counted `weights` times; NaN when nothing has weight.
    static func of(_ values: [Double], weights: [Double]?) -> Double {
        guard let weights else { return values.reduce(0, +) / Double(values.count) }
        precondition(weights.count == values.count, "one weight per value")
        var sum = 0.0
        var total = 0.0
        for (value, weight) in zip(values, weights) {
            sum += value * weight
            total += weight
        }
        return sum / total
    }
}

/// Predicted against observed rates in equal-width bins of probability: the reliability diagram as a table.
///
/// Bin k of n holds probabilities in (k/n, (k+1)/n], the first also 0, as scikit-learn's `calibration_curve`; empty
/// bins are kept, so that every table of n bins has the same rows.
package struct CalibrationTable: Sendable, Codable, Hashable {
    /// One bin of the table.
    package struct Bin: Sendable, Codable, Hashable {
        /// The least probability of the bin.
        package let lower: Double
        /// The greatest probability of the bin.
        package let upper: Double
        /// The number of predictions in the bin.
        package let count: Int
        /// The mean prediction in the bin; nil when it is empty.
        package let meanPrediction: Double?
        /// The mean outcome in the bin; nil when it is empty.
        package let meanOutcome: Double?
    }

    /// The bins in order of probability.
    package let bins: [Bin]

    /// The mean distance of prediction from outcome, weighted by the bins' counts; 0 for an empty table.
    package var expectedCalibrationError: Double {
        let total = bins.reduce(0) { $0 + $1.count }
        guard total > 0 else { return 0 }
        return bins.reduce(0) { sum, bin in
            guard let prediction = bin.meanPrediction, let outcome = bin.meanOutcome else { return sum }
            return sum + abs(prediction - outcome) * Double(bin.count) / Double(total)
        }
    }

    /// Tabulates `probabilities` (in 0...1, others are put into the end bins) against `outcomes`, as many.
    ///
    /// - Complexity: O(n + bins).
    package init(probabilities: [Double], outcomes: [Double], binCount: Int = 10) {
        precondition(probabilities.count == outcomes.count, "one outcome per probability")
        precondition(binCount > 0, "at least one bin")
        var counts = [Int](repeating: 0, count: binCount)
        var predicted = [Double](repeating: 0, count: binCount)
        var observed = [Double](repeating: 0, count: binCount)
        let width = 1 / Double(binCount)
        for (probability, outcome) in zip(probabilities, outcomes) {
            // Start from the arithmetic guess and settle on the edges exactly as they are reported.
            var bin = probability > 0 ? min(Int(min(probability, 1) * Double(binCount)), binCount - 1) : 0
            while bin > 0, probability <= Double(bin) * width { bin -= 1 }
            while bin < binCount - 1, probability > Double(bin + 1) * width { bin += 1 }
            counts[bin] += 1
            predicted[bin] += probability
            observed[bin] += outcome
        }
        self.bins = (0..<binCount).map { bin in
            let count = Double(counts[bin])
            return Bin(
                lower: Double(bin) * width, upper: bin == binCount - 1 ? 1 : Double(bin + 1) * width,
                count: counts[bin],
                meanPrediction: counts[bin] > 0 ? predicted[bin] / count : nil,
                meanOutcome: counts[bin] > 0 ? observed[bin] / count : nil)
        }
    }
}

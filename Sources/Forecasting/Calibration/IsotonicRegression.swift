/// The non-decreasing step function closest to weighted observations in least squares, as blocks of equal value.
///
/// Pool adjacent violators (Barlow et al., 1972): observations are sorted by raw score, equal raw scores are averaged
/// first, and neighbouring blocks are merged while their means do not increase. Equal to scikit-learn's
/// `IsotonicRegression`.
///
/// - Complexity: O(n log n).
package struct IsotonicRegression: Sendable, Hashable {
    /// A run of observations with one fitted value.
    package struct Block: Sendable, Hashable {
        /// The least raw score of the block.
        package var lower: Double
        /// The greatest raw score of the block.
        package var upper: Double
        /// The weighted mean raw score of the block.
        package var center: Double
        /// The weighted mean outcome of the block: the fitted value.
        package var value: Double
        /// The sum of the weights, above 0.
        package var weight: Double

        /// The block of both blocks' observations, this one coming first.
        func merged(with next: Block) -> Block {
            let total = weight + next.weight
            let share = next.weight / total
            return Block(
                lower: lower, upper: next.upper,
                center: min(max(center + (next.center - center) * share, lower), next.upper),
                value: value + (next.value - value) * share, weight: total)
        }
    }

    /// The greatest magnitude of a raw score, outcome or weight, which keeps every later difference finite.
    package static let largestMagnitude = 1e100

    /// The blocks, in strictly increasing order of raw score and of value.
    package let blocks: [Block]

    /// Fits the blocks; observations of weight 0 are left out.
    ///
    /// - Throws: `CalibrationError.invalidObservations` when counts differ, a number is not finite or beyond
    ///   `largestMagnitude`, a weight is negative, or nothing has weight.
    package init(raw: [Double], outcomes: [Double], weights: [Double]? = nil) throws(CalibrationError) {
        try Self.check("raw", raw, count: raw.count)
        try Self.check("outcomes", outcomes, count: raw.count)
        if let weights {
            try Self.check("weights", weights, count: raw.count)
            if let index = weights.firstIndex(where: { $0 < 0 }) {
                throw .invalidObservations(field: "weights", index: index, expected: "0 or more")
            }
        }
        var observations: [Block] = []
        for index in raw.indices {
            let weight = weights?[index] ?? 1
            guard weight > 0 else { continue }
            observations.append(
                Block(lower: raw[index], upper: raw[index], center: raw[index], value: outcomes[index], weight: weight))
        }
        guard !observations.isEmpty else {
            throw .invalidObservations(field: "weights", index: nil, expected: "at least one observation with weight")
        }
        // Ties are ordered by outcome and weight too, so the order of the input cannot change a bit of the result.
        observations.sort { ($0.center, $0.value, $0.weight) < ($1.center, $1.value, $1.weight) }

        var distinct: [Block] = []
        for observation in observations {
            if let last = distinct.last, last.upper == observation.lower {
                distinct[distinct.count - 1] = last.merged(with: observation)
            } else {
                distinct.append(observation)
            }
        }
        var blocks: [Block] = []
        for block in distinct {
            var block = block
            while let last = blocks.last, last.value >= block.value {
                block = last.merged(with: block)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        self.blocks = blocks
    }

    private static func check(_ field: String, _ values: [Double], count: Int) throws(CalibrationError) {
        guard values.count == count else {
            throw .invalidObservations(field: field, index: nil, expected: "\(count) values, got \(values.count)")
        }
        if let index = values.firstIndex(where: { !(abs($0) <= largestMagnitude) }) {
            throw .invalidObservations(
                field: field, index: index, expected: "a number of magnitude at most \(largestMagnitude)")
        }
    }
}

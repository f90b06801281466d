/// A fixed, non-decreasing, piecewise-linear map from a raw score to a calibrated value.
///
/// Every source's raw scores pass through such a map, fitted once on validation outcomes and stored with the snapshot,
/// so that scores of different sources mean the same and one request's candidates cannot change each other's scores.
///
/// Between two knots the value is interpolated; before the first and after the last knot it is that knot's value, so
/// the map is defined for every number (NaN gets the first knot's value). Where knots rise strictly, so does the map,
/// up to rounding.
///
/// - Complexity: O(log knots) a call.
/// - Thread safety: immutable.
package struct MonotoneCalibration: Sendable, Hashable {
    /// One support point of the map.
    package struct Knot: Sendable, Codable, Hashable {
        /// The raw score.
        package let raw: Double
        /// The calibrated value at `raw`.
        package let value: Double

        /// Creates a support point.
        package init(raw: Double, value: Double) {
            self.raw = raw
            self.value = value
        }
    }

    /// The most knots that a map may have.
    package static let maximumKnotCount = 64
    private static let largestMagnitude = 1e150

    /// The knots: 1...64, strictly increasing in raw score, non-decreasing in value.
    package let knots: [Knot]

    /// Creates a map from knots that may come from anywhere.
    ///
    /// - Throws: `CalibrationError.invalidKnots` naming the first knot that breaks the form.
    package init(knots: [Knot]) throws(CalibrationError) {
        guard (1...Self.maximumKnotCount).contains(knots.count) else {
            throw .invalidKnots(index: nil, expected: "1...\(Self.maximumKnotCount) knots, got \(knots.count)")
        }
        for (index, knot) in knots.enumerated() {
            guard abs(knot.raw) <= Self.largestMagnitude, abs(knot.value) <= Self.largestMagnitude else {
                throw .invalidKnots(index: index, expected: "finite numbers of magnitude at most 1e150")
            }
            guard index > 0 else { continue }
            guard knots[index - 1].raw < knot.raw else {
                throw .invalidKnots(index: index, expected: "a raw score above the knot before")
            }
            guard knots[index - 1].value <= knot.value else {
                throw .invalidKnots(index: index, expected: "a value not below the knot before")
            }
        }
        self.knots = knots
    }

    /// The calibrated value of a raw score.
    package func callAsFunction(_ raw: Double) -> Double {
        let last = knots.count - 1
        // Written so that NaN takes this way too.
        guard raw > knots[0].raw else { return knots[0].value }
        guard raw < knots[last].raw else { return knots[last].value }
        var low = 0
        var high = last
        while high - low > 1 {
            let middle = (low + high) / 2
            if knots[middle].raw <= raw { low = middle } else { high = middle }
        }
        let before = knots[low]
        let after = knots[high]
        let value = before.value + (after.value - before.value) * ((raw - before.raw) / (after.raw - before.raw))
        // Rounding may step over the next knot by an ulp; the bound keeps the map monotone.
        return min(value, after.value)
    }
}

extension MonotoneCalibration: Codable {
    private enum CodingKeys: String, CodingKey { case knots }

    /// Reads and checks the knots; a map that is not monotone is a `DecodingError.dataCorrupted`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let knots = try container.decode([Knot].self, forKey: .knots)
        do throws(CalibrationError) {
            try self.init(knots: knots)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: .knots, in: container, debugDescription: error.description)
        }
    }
}

/// Order statistics of repeated measurements.
package struct Spread: Sendable, Hashable {
    private let sorted: [Double]

    /// Takes at least one measurement; none at all count as a single zero.
    package init(_ values: [Double]) { sorted = values.isEmpty ? [0] : values.sorted() }

    /// The smallest value.
    package var least: Double { sorted[0] }
    /// The greatest value.
    package var greatest: Double { sorted[sorted.count - 1] }
    /// The middle value, or the mean of the two in the middle.
    package var median: Double { quantile(0.5) }

    /// The value below which the `share` of all lie, `0 ... 1`, interpolated between neighbours as NumPy does.
    package func quantile(_ share: Double) -> Double {
        let place = min(1, max(0, share)) * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
}

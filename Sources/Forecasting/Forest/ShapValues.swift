/// An exact additive explanation of one row's margin.
///
/// `expectedValue + values` is the margin added up in double precision. The margin that is served is added up in single
/// precision, tree by tree, so the two differ by that sum's rounding, which `rounding` states instead of hiding.
package struct ShapValues: Sendable, Hashable {
    /// One contribution per feature, in margin units, in the order of the forest's feature names.
    package let values: [Double]
    /// The forest's mean margin, which the contributions start from.
    package let expectedValue: Double
    /// The row's margin, as `Forest.margin(_:)` gives it.
    package let margin: Float

    /// The expected value and all contributions added up: the margin in double precision.
    package var sum: Double { values.reduce(expectedValue, +) }

    /// What single precision lost on the way to `margin`: `Double(margin) - sum`.
    package var rounding: Double { Double(margin) - sum }
}

/// An exact additive explanation of one row's margin.
package struct ShapValues: Sendable, Hashable {
    /// One contribution per feature, in margin units, in the order of the forest's feature names.
    package let values: [Double]
    /// The forest's mean margin, which the contributions start from.
    package let expectedValue: Double

    /// The expected value and all contributions added up: the margin in double precision.
    package var sum: Double { values.reduce(expectedValue, +) }
}

/// The mean of the last so many numbers.
///
/// - Complexity: O(1) to add, O(window) to ask, which sums anew so that no rounding adds up.
struct WindowedMean: Sendable {
    private let window: Int
    private var values: [Double] = []
    private var next = 0

    /// A mean over at most `window` numbers, at least 1.
    init(_ window: Int) { self.window = window }

    /// The mean; nil before the first number.
    var mean: Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }

    /// Adds a number, and forgets the oldest when there are too many.
    mutating func add(_ value: Double) {
        if values.count < window {
            values.append(value)
        } else {
            values[next] = value
        }
        next = (next + 1) % window
    }
}

/// A sum of amounts and how many there were.
struct AmountSum {
    private(set) var sum = 0.0
    private var count = 0

    mutating func add(_ amount: Float) {
        guard !amount.isNaN else { return }
        sum += Double(amount)
        count += 1
    }

    /// NaN without any.
    var mean: Float { count == 0 ? .nan : Float(sum / Double(count)) }
}

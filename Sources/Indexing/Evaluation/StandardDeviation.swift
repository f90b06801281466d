extension [Float] {
    /// The standard deviation of these numbers as a whole population; 0 of none.
    var deviation: Double {
        let mean = reduce(0.0) { $0 + Double($1) } / Double(Swift.max(1, count))
        let square = reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return (square / Double(Swift.max(1, count))).squareRoot()
    }
}

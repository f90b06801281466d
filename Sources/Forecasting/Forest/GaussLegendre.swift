/// The rule of Gauss and Legendre between 0 and 1: n points that integrate every polynomial of degree 2n - 1 exactly.
///
/// Only sums, products, quotients and square roots are used, so all machines get the same bits.
struct GaussLegendre: Sendable, Hashable {
    /// The roots of the Legendre polynomial of degree n, moved between 0 and 1, in ascending order.
    let points: [Double]
    /// One weight a point, above 0; together 1.
    let weights: [Double]

    /// The rule with `count` points, 1 or more.
    ///
    /// - Complexity: O(count²).
    init(count: Int) {
        var points = [Double](repeating: 0.5, count: count)
        var weights = [Double](repeating: 0, count: count)
        for index in 0..<(count + 1) / 2 {
            // Newton's method from Tricomi's estimate of the root, the greatest first.
            var root = Self.cosine((Double(index) + 0.75) / (Double(count) + 0.5) * .pi)
            if 2 * index + 1 == count { root = 0 }
            var slope = 0.0
            for _ in 0..<6 {
                let (value, derivative) = Self.legendre(count, at: root)
                slope = derivative
                if 2 * index + 1 != count { root -= value / derivative }
            }
            let weight = 1 / ((1 - root * root) * slope * slope)
            points[index] = (1 - root) / 2
            points[count - 1 - index] = (1 + root) / 2
            weights[index] = weight
            weights[count - 1 - index] = weight
        }
        self.points = points
        self.weights = weights
    }

    /// A Legendre polynomial and its derivative, between -1 and 1, by Bonnet's recursion.
    private static func legendre(_ degree: Int, at x: Double) -> (value: Double, derivative: Double) {
        var earlier = 1.0
        var value = x
        for order in stride(from: 2, through: degree, by: 1) {
            let n = Double(order)
            (earlier, value) = (value, ((2 * n - 1) * x * value - (n - 1) * earlier) / n)
        }
        return (value, Double(degree) * (x * value - earlier) / (x * x - 1))
    }

    /// The cosine of an angle from 0 to π / 2 by its series; the last terms are below the rounding.
    private static func cosine(_ angle: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for order in stride(from: 2.0, through: 24, by: 2) {
            term *= -angle * angle / (order * (order - 1))
            sum += term
        }
        return sum
    }
}

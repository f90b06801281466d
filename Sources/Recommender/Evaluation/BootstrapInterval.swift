/// A mean over users and how sure it is: the percentile bootstrap (Efron & Tibshirani 1993, chapter 13).
package struct BootstrapInterval: Equatable, Sendable {
    /// The mean over all users.
    package let mean: Double
    /// The interval's lower end.
    package let low: Double
    /// The interval's upper end.
    package let high: Double

    package init(mean: Double, low: Double, high: Double) {
        self.mean = mean
        self.low = low
        self.high = high
    }

    /// How the intervals of one run are drawn.
    package struct Plan: Equatable, Sendable {
        /// How often the users are drawn anew, at least 1.
        package let resamples: Int
        /// The share of resampled means that the interval holds, between 0 and 1.
        package let level: Double
        /// The seed of the draws.
        package let seed: UInt64

        package init(resamples: Int = 1000, level: Double = 0.95, seed: UInt64) {
            self.resamples = max(1, resamples)
            self.level = level
            self.seed = seed
        }
    }

    /// The intervals of several columns of per-user values, all drawn from the same users, so that columns may be
    /// compared: a column of differences gives the paired interval of two strategies.
    ///
    /// - Complexity: O(resamples · users · columns).
    package static func means(of columns: [[Double]], plan: Plan) -> [BootstrapInterval] {
        let count = columns.map(\.count).min() ?? 0
        guard count > 0 else { return columns.map { _ in BootstrapInterval(mean: 0, low: 0, high: 0) } }
        var resampled = columns.map { _ in [Double]() }
        var weights = [Double](repeating: 0, count: count)
        for resample in 0..<plan.resamples {
            var random = SeededRandom(seed: plan.seed, stream: UInt64(resample))
            for place in weights.indices { weights[place] = 0 }
            for _ in 0..<count { weights[random.below(count)] += 1 }
            for column in columns.indices {
                resampled[column].append(weightedSum(columns[column], weights) / Double(count))
            }
        }
        return columns.indices.map { column in
            let means = resampled[column].sorted()
            return BootstrapInterval(
                mean: columns[column][..<count].reduce(0, +) / Double(count),
                low: quantile(means, (1 - plan.level) / 2), high: quantile(means, (1 + plan.level) / 2))
        }
    }

    /// The interval of one column.
    package static func mean(of values: [Double], plan: Plan) -> BootstrapInterval {
        means(of: [values], plan: plan)[0]
    }

    /// The interval of the mean of `first` − `second`, user by user.
    package static func difference(_ first: [Double], _ second: [Double], plan: Plan) -> BootstrapInterval {
        mean(of: zip(first, second).map { $0 - $1 }, plan: plan)
    }

    /// Σ values · weights; four sums side by side, for one would wait for itself at every addition.
    private static func weightedSum(_ values: [Double], _ weights: [Double]) -> Double {
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
        let whole = weights.count & ~3
        var index = 0
        while index < whole {
            first += values[index] * weights[index]
            second += values[index + 1] * weights[index + 1]
            third += values[index + 2] * weights[index + 2]
            fourth += values[index + 3] * weights[index + 3]
            index += 4
        }
        while index < weights.count {
            first += values[index] * weights[index]
            index += 1
        }
        return (first + second) + (third + fourth)
    }

    /// The quantile of rising values, linear between neighbours.
    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = min(1, max(0, share)) * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}

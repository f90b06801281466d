/// What was measured of one strategy.
///
/// JSON: one flat object with the name, whether it ships, and a key for every metric: `ndcg@10`, `ndcg@10_interval` (its
/// lower and upper end), `ndcg@10_minus_shipped` with its own interval, `slices` by name.
package struct EvaluationResult: Sendable, Equatable {
    /// The users or messages of which little is known.
    package struct Slice: Sendable, Equatable {
        /// `cold_users`, `new_users`, `cold_messages` or `new_messages`.
        package let name: String
        /// How many users the slice speaks of.
        package let users: Int
        /// Means over these users; empty without any.
        package let metrics: [String: Double]
    }

    /// The strategy's name.
    package let name: String
    /// Whether this is what validation chose to serve.
    package let isShipped: Bool
    /// How many users were asked about.
    package let users: Int
    /// Every metric by its key.
    package let metrics: [String: Double]
    /// The intervals of some metrics by the metric's key.
    package let intervals: [String: BootstrapInterval]
    /// How much higher nDCG is than the shipped strategy's, user by user; nil for itself, or where nothing ships.
    package let differenceToShipped: BootstrapInterval?
    /// The cold slices.
    package let slices: [Slice]
}

extension EvaluationResult: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: MetricKey.self)
        try container.encode(name, forKey: MetricKey("name"))
        try container.encode(isShipped, forKey: MetricKey("shipped"))
        try container.encode(users, forKey: MetricKey("users"))
        for (key, value) in metrics { try container.encode(value, forKey: MetricKey(key)) }
        for (key, interval) in intervals {
            try container.encode([interval.low, interval.high], forKey: MetricKey(key + "_interval"))
            guard let differenceToShipped, key.hasPrefix(RankingMetric.ndcg.rawValue + "@") else { continue }
            try container.encode(differenceToShipped.mean, forKey: MetricKey(key + "_minus_shipped"))
            try container.encode(
                [differenceToShipped.low, differenceToShipped.high], forKey: MetricKey(key + "_minus_shipped_interval"))
        }
        var slices = container.nestedContainer(keyedBy: MetricKey.self, forKey: MetricKey("slices"))
        for slice in self.slices {
            var fields = slices.nestedContainer(keyedBy: MetricKey.self, forKey: MetricKey(slice.name))
            try fields.encode(slice.users, forKey: MetricKey("users"))
            for (key, value) in slice.metrics { try fields.encode(value, forKey: MetricKey(key)) }
        }
    }
}

/// A key that is only known when it is written.
private struct MetricKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

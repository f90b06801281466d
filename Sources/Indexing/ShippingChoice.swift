/// Decides what ships: the best single source, unless a blend ranks better by more than two standard errors.
///
/// The error is that of the mean difference, user by user, so what is equally hard for both cancels out. Where a difference
/// may be chance the simpler one ships: a blend that wins by chance on one window loses on the next. A strategy that was
/// fitted must be judged on users that it was not fitted to, or it wins by having seen the answers.
package struct ShippingChoice: Equatable, Sendable {
    /// A strategy with how well it ranked for each user, all strategies' users in the same order.
    package struct Entry: Sendable {
        /// What the strategy is called.
        package let name: String
        /// Whether it joins several sources.
        package let isBlend: Bool
        /// nDCG@10 of each user, 0 to 1.
        package let values: [Double]

        package init(name: String, isBlend: Bool, values: [Double]) {
            self.name = name
            self.isBlend = isBlend
            self.values = values
        }

        var mean: Double { values.reduce(0, +) / Double(max(1, values.count)) }
    }

    /// The name of what ships.
    package let shipped: String
    /// The best single source, whether it ships or not.
    package let single: String
    /// Why, in one sentence.
    package let sentence: String

    /// How many standard errors a blend must be ahead.
    private static let leastErrors = 2.0

    /// Decides, taking the first of equal ones; nil without a single source.
    package init?(_ entries: [Entry]) {
        func best(_ entries: [Entry]) -> Entry? {
            entries.reduce(nil) { best, entry in best.map { $0.mean >= entry.mean } == true ? best : entry }
        }
        guard let single = best(entries.filter { !$0.isBlend }) else { return nil }
        self.single = single.name
        guard let blend = best(entries.filter(\.isBlend)) else {
            shipped = single.name
            sentence = "\(single.name) ships alone: there is no blend to compare it with."
            return
        }
        let differences = zip(blend.values, single.values).map { $0 - $1 }
        let count = Double(differences.count)
        let mean = differences.reduce(0, +) / max(1, count)
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
        let error = (variance / max(1, count)).squareRoot()
        func rounded(_ value: Double) -> String { IndexingPipeline.rounded(value) }
        if count > 1, mean > Self.leastErrors * error {
            shipped = blend.name
            sentence =
                "\(blend.name) ships: better than the best single source (\(single.name)) by \(rounded(mean)) nDCG@10 on "
                + "validation, standard error \(rounded(error))."
        } else {
            shipped = single.name
            sentence =
                "\(single.name) ships alone: the best blend (\(blend.name)) differs by \(rounded(mean)) nDCG@10 on "
                + "validation, not more than two standard errors of \(rounded(error))."
        }
    }
}

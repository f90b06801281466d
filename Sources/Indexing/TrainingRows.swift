internal import Domain
internal import Features
internal import Forecasting
internal import Snapshots

/// Labelled rows for the forecast: did this user engage with this message within the horizon after this date?
///
/// At each cutoff the features know only what happened before it, and the label only what happened in the horizon
/// after it, so nothing leaks. Each positive is joined by negatives of three kinds that serving meets too: popular
/// messages, messages of the user's own past, and any message.
struct TrainingRows {
    private(set) var features: [Float] = []
    private(set) var labels: [Float] = []

    /// How many negatives are drawn for each positive.
    static let negativesPerPositive = 4
    /// The greatest number of positives of one user at one cutoff.
    static let positivesPerUser = 60

    private let configuration: IndexConfiguration

    init(configuration: IndexConfiguration) { self.configuration = configuration }

    /// Adds the rows of every cutoff whose horizon ends at or before `end`, the latest first.
    ///
    /// - Returns: the cutoffs that gave rows.
    mutating func add(
        before end: Instant, input: BuildInput, progress: (Int, Int) -> Void
    ) -> [Instant] {
        guard let first = input.interactions.times.first else { return [] }
        var used: [Instant] = []
        let budget = configuration.maximumTrainingRows / max(1, configuration.trainingCutoffs)
        for step in 1...max(1, configuration.trainingCutoffs) {
            let cutoff = end.adding(days: -configuration.horizonDays * step)
            guard cutoff.milliseconds > first else { break }
            let before = labels.count
            add(cutoff: cutoff, input: input, budget: budget)
            if labels.count > before { used.append(cutoff) }
            progress(step, configuration.trainingCutoffs)
        }
        return used
    }

    private mutating func add(cutoff: Instant, input: BuildInput, budget: Int) {
        let past = input.interactions.before(cutoff)
        let future = input.interactions.between(cutoff, cutoff.adding(days: configuration.horizonDays))
        let table = FeatureTable(
            interactions: input.interactions, messageCampaigns: input.messageCampaigns, asOf: cutoff)
        let pastMessages = Self.engagedMessages(of: past)
        let pastEngagements = past.engagementRows.map { past.messages[$0] }
        guard !pastEngagements.isEmpty else { return }
        let futureMessages = Self.engagedMessages(of: future)
        let positives = futureMessages.reduce(0) { $0 + min($1.count, Self.positivesPerUser) }
        // Too many users for the budget are thinned by hash, whole users at a time.
        let expected = positives * (1 + Self.negativesPerPositive)
        let keep = expected > budget ? Double(budget) / Double(expected) : 1
        for user in 0..<input.interactions.userCount where !futureMessages[user].isEmpty {
            var random = SeededHash(seed: configuration.seed, Int64(user), cutoff.milliseconds)
            guard Double(random.next() >> 11) * 0x1p-53 < keep else { continue }
            let liked = futureMessages[user]
            let chosen = Array(liked.shuffled(using: &random).prefix(Self.positivesPerUser))
            for message in chosen { append(user, message, 1, table) }
            let excluded = Set(liked)
            for draw in 0..<chosen.count * Self.negativesPerPositive {
                let own = pastMessages[user]
                let message: Int32 =
                    switch draw % 4 {
                    case 0, 1: pastEngagements[Int(random.next() % UInt64(pastEngagements.count))]
                    case 2 where !own.isEmpty: own[Int(random.next() % UInt64(own.count))]
                    default: Int32(random.next() % UInt64(input.interactions.messageCount))
                    }
                if !excluded.contains(message) { append(user, message, 0, table) }
            }
        }
    }

    private mutating func append(_ user: Int, _ message: Int32, _ label: Float, _ table: FeatureTable) {
        features += table.vector(user: Int32(user), message: message)
        labels.append(label)
    }

    /// The distinct messages that each user engaged with, rising.
    static func engagedMessages(of interactions: Interactions) -> [[Int32]] {
        var messages = [Set<Int32>](repeating: [], count: interactions.userCount)
        for row in interactions.engagementRows {
            messages[Int(interactions.users[row])].insert(interactions.messages[row])
        }
        return messages.map { $0.sorted() }
    }
}

extension Interactions {
    /// The rows that show a user doing something with a message that they did not write themselves.
    var engagementRows: [Int] {
        users.indices.filter { types[$0].isEngagement && types[$0] != .message && messages[$0] >= 0 }
    }
}

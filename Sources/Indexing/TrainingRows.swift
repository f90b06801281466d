internal import Domain
internal import Features
internal import Graph
internal import Snapshots

/// Labelled rows for the forecast, each saying whether a user engaged with a message within the horizon after a date.
///
/// At each cutoff the features know only what happened before it, and the label only what happened in the horizon
/// after it, so nothing leaks. The rows come from two frames that serving meets: messages new to the user that the
/// graph of that day or popularity would have proposed, with some at random; and messages of the user's own past. A
/// positive outside its frame is not added: it would teach the trees that whatever no source proposes is chosen.
/// Negatives are thinned within each frame, evenly: thinning by popularity would hide what popularity says.
struct TrainingRows {
    private(set) var features: [Float] = []
    private(set) var labels: [Float] = []

    /// How many negatives are drawn for each positive of a frame.
    static let negativesPerPositive = 5
    /// How many messages the graph proposes, and popularity half as many.
    static let proposals = 200
    /// The greatest number of positives of one user at one cutoff in one frame.
    static let positivesPerFrame = 30
    /// About how many rows a user gives at one cutoff, to keep to the budget.
    static let rowsPerUser = 250

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
        let graph = EngagementGraph.build(
            interactions: input.interactions, messageCampaigns: input.messageCampaigns, asOf: cutoff,
            parameters: configuration.graph)
        let popular = graph.popular(Self.proposals / 2).map(\.message)
        guard !popular.isEmpty else { return }
        let futureMessages = Self.engagedMessages(of: future)
        let active = futureMessages.indices.filter { !futureMessages[$0].isEmpty && !pastMessages[$0].isEmpty }
        // Too many users for the budget are thinned by hash, whole users at a time.
        let expected = active.count * Self.rowsPerUser
        let keep = expected > budget ? Double(budget) / Double(expected) : 1
        for user in active {
            var random = SeededHash(seed: configuration.seed, Int64(user), cutoff.milliseconds)
            guard Double(random.next() >> 11) * 0x1p-53 < keep else { continue }
            let liked = Set(futureMessages[user])
            let own = Set(pastMessages[user])
            let proposed = graph.walk(from: Int32(user))
                .top(Self.proposals) { own.contains($0) }.map(\.message)
            let anything = (0..<Self.proposals / 4).map { _ in
                Int32(random.next() % UInt64(input.interactions.messageCount))
            }
            let new = Set(proposed + popular + anything).subtracting(own).sorted()
            for frame in [new, pastMessages[user]] {
                let shuffled = frame.shuffled(using: &random)
                let positives = shuffled.filter(liked.contains).prefix(Self.positivesPerFrame)
                let wanted = Self.negativesPerPositive * max(positives.count, 2)
                for message in positives { append(user, message, 1, table) }
                for message in shuffled.lazy.filter({ !liked.contains($0) }).prefix(wanted) {
                    append(user, message, 0, table)
                }
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

internal import Domain
internal import Features
internal import Forecasting
internal import Graph
internal import Recommender
internal import SemanticSearch
internal import Snapshots

/// Labelled rows for the forecast, each saying whether a user engaged with a message within the horizon after a date.
///
/// At each cutoff the features know only what happened before it, and the label only what happened in the horizon
/// after it, so nothing leaks. The rows come from two frames that serving meets: messages new to the user that the
/// retriever of that day would have proposed, with some at random; and messages of the user's own past. Whatever the
/// method of the graph signal is, its walk proposes here: rows that item weights proposed were measured to teach worse,
/// since all of them are much alike. A positive outside its frame is not added: it would teach the trees that whatever
/// no source proposes is chosen. Negatives are thinned within each frame, evenly: thinning by popularity would hide what
/// popularity says.
struct TrainingRows: Sendable {
    /// The rows of one cutoff.
    struct Cut: Sendable {
        var features: [Float] = []
        var labels: [Float] = []
    }

    let input: BuildInput
    /// One unit vector a text, and the index over them; texts do not change with time.
    let embeddings: VectorColumn
    let index: HNSWIndex
    let configuration: IndexConfiguration
    let threads: Int

    /// How many negatives are drawn for each positive of a frame.
    static let negativesPerPositive = 5
    /// How many messages are drawn at random.
    static let randomMessages = 50
    /// The greatest number of positives of one user at one cutoff in one frame.
    static let positivesPerFrame = 30
    /// About how many rows a user gives at one cutoff, to keep to the budget.
    static let rowsPerUser = 250

    /// The cutoffs whose horizon ends at or before `end`, the latest first.
    func cutoffs(before end: Instant) -> [Instant] {
        guard let first = input.interactions.times.first else { return [] }
        return (1...max(1, configuration.trainingCutoffs))
            .map { end.adding(days: -configuration.horizonDays * $0) }
            .filter { $0.milliseconds > first }
    }

    /// The rows of a cutoff.
    ///
    /// - Throws: What the parts of a snapshot throw that do not fit each other.
    func cut(at cutoff: Instant) throws -> Cut {
        let future = Self.engagedMessages(
            of: input.interactions.between(cutoff, cutoff.adding(days: configuration.horizonDays)))
        let past = Self.engagedMessages(of: input.interactions.before(cutoff))
        let active = future.indices.filter { !future[$0].isEmpty && !past[$0].isEmpty }
        guard !active.isEmpty else { return Cut() }
        // Too many users for the budget are thinned by hash, whole users at a time.
        let budget = configuration.maximumTrainingRows / max(1, configuration.trainingCutoffs)
        let expected = active.count * Self.rowsPerUser
        let keep = expected > budget ? Double(budget) / Double(expected) : 1
        let chosen = active.filter { user in
            var random = SeededHash(seed: configuration.seed, Int64(user), cutoff.milliseconds)
            return Double(random.next() >> 11) * 0x1p-53 < keep
        }
        let retriever = Retriever(contents: try contents(asOf: cutoff))
        let visible = MessageMask(catalogue: input.catalogue)
        let parts = ParallelWork.map(chosen, threads: threads) { user in
            rows(
                of: user, past: past[user], liked: Set(future[user]), cutoff: cutoff, retriever: retriever,
                mask: visible)
        }
        return parts.reduce(into: Cut()) {
            $0.features += $1.features
            $0.labels += $1.labels
        }
    }

    /// A snapshot of a past day, but for its forecast.
    private func contents(asOf cutoff: Instant) throws -> SnapshotContents {
        let graph = EngagementGraph.build(
            interactions: input.interactions, messageCampaigns: input.messageCampaigns, asOf: cutoff,
            parameters: configuration.graph)
        return try SnapshotContents(
            catalogue: input.catalogue, embeddings: embeddings, index: index, graph: graph,
            touches: Touches(interactions: input.interactions, asOf: cutoff),
            features: FeatureTable(
                interactions: input.interactions, messageCampaigns: input.messageCampaigns, asOf: cutoff),
            forest: ForecastTraining.constant(configuration))
    }

    private func rows(
        of user: Int, past: [Int32], liked: Set<Int32>, cutoff: Instant, retriever: Retriever, mask: MessageMask
    ) -> Cut {
        var random = SeededHash(seed: configuration.seed &+ 1, Int64(user), cutoff.milliseconds)
        let query = retriever.query(user: Int32(user))
        var mask = mask
        for message in past { mask.block(message) }
        let rules = mask
        let proposed = (try? retriever.candidates(for: query, scope: nil, mask: rules)) ?? []
        let anything = (0..<Self.randomMessages).map { _ in
            Int32(random.next() % UInt64(input.interactions.messageCount))
        }
        let new = Set(proposed + anything).subtracting(past).sorted()
        var cut = Cut()
        for frame in [new, past] {
            let shuffled = frame.shuffled(using: &random)
            let positives = shuffled.filter(liked.contains).prefix(Self.positivesPerFrame)
            let wanted = Self.negativesPerPositive * max(positives.count, 2)
            let negatives = shuffled.lazy.filter { !liked.contains($0) }.prefix(wanted)
            for message in positives + negatives {
                cut.features += retriever.contents.features.vector(user: Int32(user), message: message)
                cut.labels.append(liked.contains(message) ? 1 : 0)
            }
        }
        return cut
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

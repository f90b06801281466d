internal import Domain
internal import Graph
internal import Snapshots

/// The users that a time split says something about: known before it, and new to something after it.
///
/// - Thread safety: an immutable value.
struct ValidationUsers: Sendable {
    /// Rising.
    let users: [Int32]
    /// By user, the messages engaged with in the horizon after the split, rising.
    let future: [[Int32]]

    init(past graph: EngagementGraph, input: BuildInput, horizon: Horizon, configuration: IndexConfiguration) {
        let future = TrainingRows.engagedMessages(of: input.interactions.between(horizon.start, horizon.end))
        var users: [Int32] = []
        for user in 0..<Int32(input.interactions.userCount) where !graph.userHistory(user).isEmpty {
            if future[Int(user)].contains(where: { !graph.hasEngaged(user: user, message: $0) }) { users.append(user) }
        }
        if users.count > configuration.maximumValidationUsers {
            var random = SeededHash(seed: configuration.seed, 1)
            users = users.shuffled(using: &random).prefix(configuration.maximumValidationUsers).sorted()
        }
        self.users = users
        self.future = future
    }

    /// What the user engaged with for the first time after the split.
    func relevant(_ user: Int32, in graph: EngagementGraph) -> Set<Int32> {
        Set(future[Int(user)].filter { !graph.hasEngaged(user: user, message: $0) })
    }
}

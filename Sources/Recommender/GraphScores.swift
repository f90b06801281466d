package import Graph

/// What the graph says of messages for one history, by the method that the build found best.
///
/// - Thread safety: an immutable value; it holds scratch memory, so keep it for a request, not for a session.
package enum GraphScores: Sendable {
    /// A walk over other users.
    case walk(GraphWalk)
    /// Item weights of the history's messages, added.
    case items(ItemScores)

    /// The number of messages that something leads to.
    package var reachedCount: Int {
        switch self {
        case .walk(let walk): walk.reachedCount
        case .items(let items): items.reachedCount
        }
    }

    /// The score of a message; 0 when nothing leads to it.
    ///
    /// Item weights may also speak against one, below 0.
    package func score(of message: Int32) -> Double {
        switch self {
        case .walk(let walk): walk.score(of: message)
        case .items(let items): items.score(of: message)
        }
    }

    /// The `limit` messages of the greatest scores above 0, equal ones by ordinal, without those that `excluding` names.
    package func top(_ limit: Int, excluding: (Int32) -> Bool) -> [(message: Int32, score: Double)] {
        switch self {
        case .walk(let walk): walk.top(limit, excluding: excluding)
        case .items(let items): items.top(limit, excluding: excluding)
        }
    }
}

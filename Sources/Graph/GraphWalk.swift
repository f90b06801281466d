internal import Columns

/// Where a walk begins: a message of the history with its powered share of the history's weight.
struct WalkSeed: Sendable {
    let message: Int32
    let mass: Double
}

/// The exact result of a walk of three hops: history → messages → users → messages.
///
/// The method is RP3β (see `GraphParameters` for the paper), computed exactly and not by sampling.
/// With w the edge weights, h the history, N(j) the users of message j, and the walker u left out:
///
///     P(a→b)   = (w(a,b) / Σ w(a,·))^α
///     score(j) = Σ over i in h, v in N(i) ∩ N(j), v ≠ u:  P(u→i) · P(i→v) · P(v→j) / |N(j)|^β
///
/// Each summand is a path, and `paths` lists the heaviest; a message of the history is reached too, when others who
/// touched it touch the history. N(i) in the sum and w in P(i→v) are those of the `GraphParameters.maximumFanOut` weightiest
/// users of i, |N(j)| counts all. A hop whose edges are more than `GraphParameters.maximumSteps` follows the messages or
/// users of the greatest mass an edge as long as their edges fit, and the sum is over those: on MovieLens-100k that ranks
/// better than following all. Greater is closer; scores are at least 0 and comparable within one graph.
///
/// - Thread safety: an immutable value. It holds scratch memory of the graph until the last copy goes away, so keep it
///   for a request, not for a session.
package struct GraphWalk: Sendable {
    let graph: EngagementGraph
    /// Ascending by message, without repetition.
    let seeds: [WalkSeed]
    /// The user that no path may pass, or -1.
    let excludedUser: Int32
    private let lease: ScratchLease<WalkScratch>

    init(graph: EngagementGraph, seeds: [WalkSeed], excludedUser: Int32, lease: ScratchLease<WalkScratch>) {
        self.graph = graph
        self.seeds = seeds
        self.excludedUser = excludedUser
        self.lease = lease
    }

    var scratch: WalkScratch { lease.memory }

    /// The number of messages with a score above 0.
    package var reachedCount: Int { scratch.reachedMessages.count }

    /// The score of a message; 0 when no path leads to it or the ordinal is no message's.
    ///
    /// - Complexity: O(1).
    package func score(of message: Int32) -> Double {
        guard message >= 0, Int(message) < graph.messageCount else { return 0 }
        return scratch.messageMass[Int(message)] * Double(graph.columns.messagePenalties[Int(message)])
    }

    /// The `limit` messages of the greatest scores, equal ones by ordinal, without those that `excluding` names.
    ///
    /// - Complexity: O(r + limit log limit log r) expected for r reached messages; `excluding` is asked only about
    ///   messages that would get in.
    package func top(
        _ limit: Int, excluding: (Int32) -> Bool = { _ in false }
    ) -> [(message: Int32, score: Double)] {
        var top = BoundedTop<ScoredMessage>(limit: limit)
        graph.columns.messagePenalties.withUnsafeBuffer { penalties in
            scratch.messageMass.withUnsafeBufferPointer { mass in
                for message in scratch.reachedMessages {
                    let score = mass[Int(message)] * Double(penalties[Int(message)])
                    let candidate = ScoredMessage(message: message, score: score)
                    if top.admits(candidate), !excluding(message) { top.insert(candidate) }
                }
            }
        }
        return top.ranked().map { ($0.message, $0.score) }
    }
}

/// A message that competes for a place among the best.
struct ScoredMessage: Rankable {
    let message: Int32
    let score: Double

    @inline(__always)
    func precedes(_ other: ScoredMessage) -> Bool {
        score != other.score ? score > other.score : message < other.message
    }
}

internal import Columns

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// One way from a message to a user: evidence of a user's score.
package struct UserPath: Hashable, Sendable {
    /// The message of the user that the path leads through.
    package let throughMessage: Int32
    /// What the path adds to the score, above 0.
    package let weight: Double
    /// The part of the score that it makes up, above 0, at most 1 up to rounding.
    package let share: Double
}

/// The users that a walk arrives at: those who resemble a user, or the audience of a message or campaign.
///
/// With the transitions P of `GraphWalk`, masses of messages g and all messages N(v) of a user v:
///
///     score(v) = Σ over messages i with v among the users that walks reach from i:  g(i) · P(i→v) / |N(v)|^β
///
/// For similar users g(i) is P(u→i). For an audience the walk begins with shares of the messages aimed at and goes one
/// round further: g(i) = Σ over messages m aimed at, users w:  share(m)^α · P(m→w) · P(w→i). Each summand of a score is a
/// path through one of the user's own messages, and a user is not better for having many. Hops are bounded as those of
/// `GraphWalk`.
///
/// - Thread safety: an immutable value. It holds scratch memory of the graph until the last copy goes away, so keep it
///   for a request, not for a session.
package struct UserScores: Sendable {
    private let graph: EngagementGraph
    private let excludedUser: Int32
    private let lease: ScratchLease<WalkScratch>

    fileprivate init(graph: EngagementGraph, excludedUser: Int32, lease: ScratchLease<WalkScratch>) {
        self.graph = graph
        self.excludedUser = excludedUser
        self.lease = lease
    }

    /// The number of users with a score above 0.
    package var reachedCount: Int { lease.memory.reachedUsers.count }

    /// The score of a user; 0 when no path leads to them or the ordinal is no user's.
    ///
    /// - Complexity: O(1).
    package func score(of user: Int32) -> Double {
        guard user >= 0, Int(user) < graph.userCount else { return 0 }
        return lease.memory.userMass[Int(user)] * penalty(user)
    }

    /// The `limit` users of the greatest scores, equal ones by ordinal, without those that `excluding` names.
    ///
    /// - Complexity: O(r + limit log limit log r) expected for r reached users; `excluding` is asked only about users that
    ///   would get in.
    package func top(_ limit: Int, excluding: (Int32) -> Bool = { _ in false }) -> [(
        user: Int32, score: Double
    )] {
        var top = BoundedTop<ScoredUser>(limit: limit)
        for user in lease.memory.reachedUsers {
            let candidate = ScoredUser(
                user: user, score: lease.memory.userMass[Int(user)] * penalty(user))
            if top.admits(candidate), !excluding(user) { top.insert(candidate) }
        }
        return top.ranked().map { ($0.user, $0.score) }
    }

    /// The `limit` heaviest paths to a user, equal ones by message; the weights of all paths sum to the score.
    ///
    /// The sum is equal up to the rounding of double addition.
    /// - Complexity: O(h log d) for the user's history h and the degrees d of its messages.
    package func paths(to user: Int32, limit: Int) -> [UserPath] {
        let score = score(of: user)
        guard score > 0, user != excludedUser else { return [] }
        let penalty = penalty(user)
        var top = BoundedTop<UserPath>(limit: limit)
        for edge in graph.userRows.range(Int(user)) {
            let message = graph.columns.userMessages[edge]
            let mass = lease.memory.messageMass[Int(message)]
            guard mass > 0, let position = graph.walkMessageRows.position(of: user, in: Int(message))
            else { continue }
            let weight = mass * Double(graph.columns.messageTransitions[position]) * penalty
            top.insert(UserPath(throughMessage: message, weight: weight, share: weight / score))
        }
        return top.ranked()
    }

    private func penalty(_ user: Int32) -> Double { graph.userPenalties[graph.userRows.range(Int(user)).count] }
}

extension EngagementGraph {
    /// The users who share messages with a user, the user left out.
    ///
    /// A user without edges, or an ordinal that is no user's, resembles nobody.
    /// - Complexity: O(edges taken), at most `GraphParameters.maximumSteps`.
    package func similarUsers(to user: Int32) -> UserScores {
        guard user >= 0, Int(user) < userCount else { return users(from: [], goesRound: false, excluding: -1) }
        return users(from: seeds(of: user), goesRound: false, excluding: user)
    }

    /// The users to whom a message leads by way of others who engaged with it; those others are among them.
    ///
    /// `hasEngaged` tells them apart, for `UserScores.top(_:excluding:)`. An ordinal that is no message's has no audience.
    /// - Complexity: O(edges taken), for each of three hops at most `GraphParameters.maximumSteps`.
    package func audience(ofMessage message: Int32) -> UserScores {
        guard message >= 0, Int(message) < messageCount else {
            return users(from: [], goesRound: false, excluding: -1)
        }
        return users(from: [WalkSeed(message: message, mass: 1)], goesRound: true, excluding: -1)
    }

    /// The users to whom a campaign's `maximumFanOut` most popular messages lead, by their share of engagement.
    ///
    /// Users who engaged with the campaign are among them. An ordinal that is no campaign's has no audience.
    /// - Complexity: as for a message, and O(messages of the campaign).
    package func audience(ofCampaign campaign: Int32) -> UserScores {
        guard campaign >= 0, Int(campaign) < campaignCount else {
            return users(from: [], goesRound: false, excluding: -1)
        }
        var top = BoundedTop<ScoredMessage>(limit: parameters.maximumFanOut)
        columns.popularity.withUnsafeBuffer { popularity in
            for message in columns.campaignMessages.array(campaignRows.range(Int(campaign)))
            where popularity[Int(message)] > 0 {
                top.insert(ScoredMessage(message: message, score: Double(popularity[Int(message)])))
            }
        }
        let members = top.held.sorted { $0.message < $1.message }
        let total = members.reduce(0) { $0 + $1.score }
        let seeds = members.map { member in
            let mass = pow(member.score / total, parameters.alpha)
            return WalkSeed(message: member.message, mass: max(mass, Double(Float.leastNormalMagnitude)))
        }
        return users(from: seeds, goesRound: true, excluding: -1)
    }

    /// Walks from messages to users, after a round message → user → message where it is to go further.
    private func users(from seeds: [WalkSeed], goesRound: Bool, excluding user: Int32) -> UserScores {
        let scratch = self.scratch.take()
        let followed = spread(seeds, skipping: user, to: scratch)
        if goesRound {
            spreadToMessages(scratch)
            scratch.clearUsers()
            keepHeaviestMessages(scratch)
            let seeds = scratch.reachedMessages.map {
                WalkSeed(message: $0, mass: scratch.messageMass[Int($0)])
            }
            _ = spread(seeds, skipping: user, to: scratch)
        } else {
            scratch.put(followed)
        }
        return UserScores(graph: self, excludedUser: user, lease: ScratchLease(scratch, of: self.scratch))
    }
}

/// A user who competes for a place among the best.
private struct ScoredUser: Rankable {
    let user: Int32
    let score: Double

    @inline(__always)
    func precedes(_ other: ScoredUser) -> Bool {
        score != other.score ? score > other.score : user < other.user
    }
}

extension UserPath: Rankable {
    func precedes(_ other: UserPath) -> Bool {
        weight != other.weight ? weight > other.weight : throughMessage < other.throughMessage
    }
}

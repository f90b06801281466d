internal import Columns

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension EngagementGraph {
    /// Walks from a user's history, by way of the other users.
    ///
    /// Paths through the user themself are left out: they would lead back into the user's own history and nowhere else.
    /// A user without edges, or an ordinal that is no user's, reaches nothing.
    ///
    /// - Complexity: O(edges taken), for each hop at most `GraphParameters.maximumSteps`, plus O(log) for each node.
    package func walk(from user: Int32) -> GraphWalk {
        guard user >= 0, Int(user) < userCount else { return walk(seeds: [], excludedUser: -1) }
        return walk(seeds: seeds(of: user), excludedUser: user)
    }

    /// The messages of a user with their powered shares.
    func seeds(of user: Int32) -> [WalkSeed] {
        userRows.range(Int(user)).map {
            WalkSeed(message: columns.userMessages[$0], mass: Double(columns.userTransitions[$0]))
        }
    }

    /// Walks from a history that belongs to no user of the graph, such as an anonymous session.
    ///
    /// Weights of the same message are added up; entries of no message of the graph or of a weight that is not finite
    /// and above 0 are left out. A walk from a user's own edges differs from `walk(from: user)` only by the paths through
    /// that user.
    package func walk(from history: [(message: Int32, weight: Double)]) -> GraphWalk {
        let known = history.enumerated()
            .filter { $1.message >= 0 && Int($1.message) < messageCount && $1.weight > 0 && $1.weight.isFinite }
            .sorted { ($0.element.message, $0.offset) < ($1.element.message, $1.offset) }
            .map(\.element)
        var merged: [(message: Int32, weight: Double)] = []
        for entry in known {
            if let last = merged.last, last.message == entry.message {
                merged[merged.count - 1].weight += entry.weight
            } else {
                merged.append(entry)
            }
        }
        let greatest = merged.reduce(0) { max($0, $1.weight) }
        // Dividing by the greatest first keeps the sum finite for any finite weights.
        let total = merged.reduce(0.0) { $0 + $1.weight / greatest }
        let seeds = merged.compactMap { entry -> WalkSeed? in
            let mass = pow(entry.weight / greatest / total, parameters.alpha)
            return mass >= Double(Float.leastNormalMagnitude) ? WalkSeed(message: entry.message, mass: mass) : nil
        }
        return walk(seeds: seeds, excludedUser: -1)
    }

    /// Spreads the mass of the seeds over two hops: messages → users, users → messages.
    ///
    /// Masses are doubles added in an order that the graph alone decides, so equal graphs give equal bits.
    func walk(seeds: [WalkSeed], excludedUser: Int32) -> GraphWalk {
        let scratch = self.scratch.take()
        let seeds = spread(seeds, skipping: excludedUser, to: scratch)
        spreadToMessages(scratch)
        return GraphWalk(
            graph: self, seeds: seeds, excludedUser: excludedUser, lease: ScratchLease(scratch, of: self.scratch))
    }

    /// The hop from the seeds, ascending, to the users of their messages; returns the seeds that it follows, ascending.
    func spread(_ all: [WalkSeed], skipping skipped: Int32, to scratch: WalkScratch) -> [WalkSeed] {
        let seeds = followed(all)
        var reached = scratch.reachedUsers
        scratch.reachedUsers = []
        walkMessageRows.withUnsafeRows { offsets, users in
            columns.messageTransitions.withUnsafeBuffer { transitions in
                scratch.userMass.withUnsafeMutableBufferPointer { mass in
                    scratch.userBest.withUnsafeMutableBufferPointer { best in
                        for seed in seeds {
                            for edge in Int(offsets[Int(seed.message)])..<Int(offsets[Int(seed.message) + 1]) {
                                let user = users[edge]
                                if user == skipped { continue }
                                let part = seed.mass * Double(transitions[edge])
                                let before = mass[Int(user)]
                                if before == 0 { reached.append(user) }
                                mass[Int(user)] = before + part
                                if part > best[Int(user)] { best[Int(user)] = part }
                            }
                        }
                    }
                }
            }
        }
        scratch.reachedUsers = reached
        return seeds
    }

    /// The seeds whose edges a hop may take, ascending.
    private func followed(_ seeds: [WalkSeed]) -> [WalkSeed] {
        guard walkMessageRows.edgeCount(of: seeds.lazy.map(\.message)) > parameters.maximumSteps else { return seeds }
        let heaviest = walkMessageRows.heaviest(seeds.map { ($0.mass, $0.message) }, steps: parameters.maximumSteps)
        let followed = heaviest.followed.sorted()
        var position = 0
        return seeds.filter { seed in
            guard position < followed.count, followed[position] == seed.message else { return false }
            position += 1
            return true
        }
    }

    /// Forgets the reached messages whose edges a hop may not take.
    func keepHeaviestMessages(_ scratch: WalkScratch) {
        guard walkMessageRows.edgeCount(of: scratch.reachedMessages) > parameters.maximumSteps else { return }
        let heaviest = walkMessageRows.heaviest(
            scratch.reachedMessages.map { (scratch.messageMass[Int($0)], $0) }, steps: parameters.maximumSteps)
        for message in heaviest.left { scratch.messageMass[Int(message)] = 0 }
        scratch.reachedMessages = heaviest.followed
    }

    /// Forgets the reached users whose edges a hop may not take.
    private func keepHeaviest(_ scratch: WalkScratch) {
        guard userRows.edgeCount(of: scratch.reachedUsers) > parameters.maximumSteps else { return }
        let heaviest = userRows.heaviest(
            scratch.reachedUsers.map { (scratch.userMass[Int($0)], $0) }, steps: parameters.maximumSteps)
        for user in heaviest.left {
            scratch.userMass[Int(user)] = 0
            scratch.userBest[Int(user)] = 0
        }
        scratch.reachedUsers = heaviest.followed
    }

    /// The hop from the users reached to their messages.
    func spreadToMessages(_ scratch: WalkScratch) {
        keepHeaviest(scratch)
        var reached = scratch.reachedMessages
        scratch.reachedMessages = []
        userRows.withUnsafeRows { offsets, messages in
            columns.userTransitions.withUnsafeBuffer { transitions in
                scratch.messageMass.withUnsafeMutableBufferPointer { mass in
                    for user in scratch.reachedUsers {
                        let amount = scratch.userMass[Int(user)]
                        for edge in Int(offsets[Int(user)])..<Int(offsets[Int(user) + 1]) {
                            let message = messages[edge]
                            let before = mass[Int(message)]
                            if before == 0 { reached.append(message) }
                            mass[Int(message)] = before + amount * Double(transitions[edge])
                        }
                    }
                }
            }
        }
        scratch.reachedMessages = reached
    }
}

internal import Synchronization

/// The dense memory of one walk: a mass for each user and message, and which of them are not 0.
final class WalkScratch {
    var userMass: [Double]
    var messageMass: [Double]
    /// The greatest part of each user's mass that came from one message.
    var userBest: [Double]
    /// The users of non-zero mass, in the order in which the walk reached them.
    var reachedUsers: [Int32] = []
    /// The messages of non-zero mass, in the order in which the walk reached them.
    var reachedMessages: [Int32] = []

    init(userCount: Int, messageCount: Int) {
        userMass = [Double](repeating: 0, count: userCount)
        messageMass = [Double](repeating: 0, count: messageCount)
        userBest = [Double](repeating: 0, count: userCount)
    }

    /// Sets the users back to 0.
    func clearUsers() {
        for user in reachedUsers {
            userMass[Int(user)] = 0
            userBest[Int(user)] = 0
        }
        reachedUsers.removeAll(keepingCapacity: true)
    }

    /// Gives clean messages a mass above 0.
    func put(_ seeds: [WalkSeed]) {
        for seed in seeds { messageMass[Int(seed.message)] = seed.mass }
        reachedMessages = seeds.map(\.message)
    }

    /// Sets back to 0 what the walk touched, and only that.
    func clear() {
        clearUsers()
        for message in reachedMessages { messageMass[Int(message)] = 0 }
        reachedMessages.removeAll(keepingCapacity: true)
    }
}

/// Clean scratch memory for the next walks, so that a walk pays for what it touches and not for the graph's size.
final class WalkScratchPool: Sendable {
    /// More than this many at rest are let go: a burst of requests must not hold its memory for ever.
    private static let capacity = 8

    private let userCount: Int
    private let messageCount: Int
    private let resting = Mutex<[Resting]>([])

    /// A scratch that nobody else refers to.
    ///
    /// Unchecked: it is in the pool alone from `put` to `take`, so one thread at a time can reach it.
    private struct Resting: @unchecked Sendable {
        let scratch: WalkScratch
    }

    init(userCount: Int, messageCount: Int) {
        self.userCount = userCount
        self.messageCount = messageCount
    }

    func take() -> WalkScratch {
        let rested = resting.withLock { $0.popLast() }
        return rested?.scratch ?? WalkScratch(userCount: userCount, messageCount: messageCount)
    }

    func put(_ scratch: WalkScratch) {
        scratch.clear()
        let rested = Resting(scratch: scratch)
        resting.withLock { if $0.count < Self.capacity { $0.append(rested) } }
    }
}

/// The right to read a finished walk's scratch; the last owner gives it back to the pool.
///
/// Unchecked: the walk writes the scratch before the lease exists, every owner only reads it, and `deinit` runs when no
/// owner is left.
final class WalkLease: @unchecked Sendable {
    let scratch: WalkScratch
    private let pool: WalkScratchPool

    init(_ scratch: WalkScratch, of pool: WalkScratchPool) {
        self.scratch = scratch
        self.pool = pool
    }

    deinit { pool.put(scratch) }
}

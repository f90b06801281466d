/// The dense memory of one walk: a mass for each user and message, and which of them are not 0.
final class WalkScratch: Scratch {
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

internal import Recommender

/// One inner division of the train side, with the models of its fit part and some users of its held-out part.
struct TableFold: Sendable {
    /// A user of a fold with what the sources say of the candidates.
    struct Case: Sendable {
        let fold: Int
        let user: Int32
        let values: TableCase
    }

    let models: TableModels
    /// The users that validation asks about.
    let users: [Int32]

    /// Whether the forests learn from the user; the others choose between strategies.
    static func isForTraining(_ user: Int32, seed: UInt64) -> Bool {
        var random = SeededRandom(seed: seed, stream: UInt64(truncatingIfNeeded: user) &+ 0x51_7CC1)
        return random.next() & 1 == 0
    }
}

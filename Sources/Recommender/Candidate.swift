/// A message on its way through the stages: what speaks for it, and whether promotion lifts it.
struct Candidate: Sendable, Equatable {
    let message: Int32
    /// The sum of the terms that the signals (or, in a cold start, popularity) made.
    let base: Double
    /// The signals behind `base`; nil in a cold start.
    let signals: ScoredCandidate?
    /// The decayed engagement that orders equal scores of a cold start; 0 otherwise.
    let popularity: Double
    /// What promotion adds; 0 for an item that is not lifted.
    var promotion = 0.0

    init(_ signals: ScoredCandidate) {
        message = signals.message
        base = signals.score
        popularity = 0
        self.signals = signals
    }

    init(message: Int32, popularity: Contribution) {
        self.message = message
        base = popularity.value
        self.popularity = popularity.raw
        signals = nil
    }

    /// The terms added from left to right, promotion last.
    var score: Double { isLifted ? base + promotion : base }

    var isLifted: Bool { promotion > 0 }

    static func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
        precedes(left, left.score, right, right.score)
    }

    /// The same order by other scores.
    static func precedes(
        _ left: Candidate, _ leftScore: Double, _ right: Candidate, _ rightScore: Double
    ) -> Bool {
        if leftScore != rightScore { return leftScore > rightScore }
        return left.popularity != right.popularity
            ? left.popularity > right.popularity : left.message < right.message
    }
}

/// What every ranker has to beat, and what proves the evaluator: scores that need no model.
package enum BaselineScores {
    /// Most popular first: the number of users who have the item in train, the same for everybody.
    package static func popularity(_ dataset: EvaluationDataset) -> [Float] { dataset.touches.map { Float($0) } }

    /// Uniform numbers in 0 ..< 1, fixed by the seed and the user; as many as `scores` holds.
    package static func random(seed: UInt64, user: Int32, into scores: inout [Float]) {
        var random = SeededRandom(seed: seed, stream: UInt64(truncatingIfNeeded: user))
        for item in scores.indices { scores[item] = Float(random.next() >> 40) * 0x1p-24 }
    }
}

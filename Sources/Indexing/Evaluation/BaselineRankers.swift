package import Recommender

/// The self-tests of an evaluation: the deterministic most popular items, and random ones.
package struct BaselineRankers: RankerFactory {
    package init() {}

    package func rankers(fittedOn dataset: EvaluationDataset, options: EvaluationOptions) -> [any Ranker] {
        [PopularityRanker(scores: BaselineScores.popularity(dataset)), RandomRanker(seed: options.seed)]
    }
}

/// Shows everybody what most users have.
private struct PopularityRanker: Ranker {
    let name = "popularity"
    let scores: [Float]

    func scorer() -> any UserScorer { Scorer(scores) }

    private final class Scorer: UserScorer {
        let scores: [Float]
        init(_ scores: [Float]) { self.scores = scores }
        func score(_ user: Int32, into scores: inout [Float]) { scores = self.scores }
    }
}

/// Shows everybody something else, by chance.
private struct RandomRanker: Ranker {
    let name = "random"
    let seed: UInt64

    func scorer() -> any UserScorer { Scorer(seed) }

    private final class Scorer: UserScorer {
        let seed: UInt64
        init(_ seed: UInt64) { self.seed = seed }
        func score(_ user: Int32, into scores: inout [Float]) {
            BaselineScores.random(seed: seed, user: user, into: &scores)
        }
    }
}

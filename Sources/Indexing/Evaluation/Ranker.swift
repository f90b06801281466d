package import Recommender

/// A strategy that can be asked about every user of a dataset.
package protocol Ranker: Sendable {
    /// The name in reports: `popularity`, `similarity`, `graph`, ….
    var name: String { get }

    /// Something that scores for one thread, with scratch memory of its own.
    func scorer() -> any UserScorer
}

/// Scores all items for one user after the other, on one thread.
package protocol UserScorer: AnyObject {
    /// Fills in a score for every item of the catalogue, greater is better; −∞ keeps an item from ever being shown.
    ///
    /// `scores` has as many elements as there are items, with the numbers of the last call. Seen items may be scored:
    /// they are left out later. The scores must depend on the user alone, not on earlier calls.
    func score(_ user: Int32, into scores: inout [Float])
}

/// A strategy that is made of others' scores, such as a rank fusion or a weighted sum.
package protocol RankFusion: Sendable {
    /// The name in reports: `rrf`, `equal`, `tuned`, `learned`.
    var name: String { get }

    /// Something that fuses for one thread, with scratch memory of its own.
    func fuser() -> any ScoreFuser
}

/// Fuses the scores of all rankers for one user after the other, on one thread.
package protocol ScoreFuser: AnyObject {
    /// Fills in a score for every item, as `UserScorer` does.
    ///
    /// `sources` holds one array of scores a ranker, in the order of the run's rankers; `seen` the user's train items,
    /// rising, which are left out later.
    func fuse(_ sources: [[Float]], user: Int32, seen: ArraySlice<Int32>, into scores: inout [Float])
}

/// Makes rankers from what is known.
package protocol RankerFactory: Sendable {
    /// Fits models on the train side of a dataset; its test side must not be looked at.
    func rankers(fittedOn dataset: EvaluationDataset, options: EvaluationOptions) throws -> [any Ranker]
}

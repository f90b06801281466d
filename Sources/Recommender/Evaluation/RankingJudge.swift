internal import Synchronization

/// Takes the lists of several strategies, user by user, and keeps what their metrics need: one bit for every place of a
/// list, and how often every item is shown.
///
/// Memory is strategies × (users · (1 + cold slices) · depth bits + items · cutoffs · 8 bytes), however long the run.
///
/// - Thread safety: any thread may record any user at any time; the verdicts do not depend on the order.
package final class RankingJudge: Sendable {
    /// What counts as little known, for the slices of a report.
    package struct ColdLimits: Equatable, Sendable {
        /// A user with at most so many train items is cold.
        package let user: Int
        /// An item that at most so many users have in train is cold.
        package let item: Int

        package init(user: Int = 5, item: Int = 5) {
            self.user = user
            self.item = item
        }
    }

    /// The question.
    package let dataset: EvaluationDataset
    /// The strategies' names.
    package let names: [String]
    /// The depths of all metrics, rising.
    package let cutoffs: [Int]
    /// The greatest number of train touches of an item, by slice of relevant items: all, cold, never seen.
    let itemLimits: [Int32]
    let coldLimits: ColdLimits
    private let places: [Int32]
    private let state: Mutex<[Tally]>

    /// What is known of one strategy.
    struct Tally: Sendable {
        /// By slice of items, user by user, `HitSet.wordCount` words each.
        var hits: [[UInt64]]
        /// By cutoff, how many lists hold each item.
        var exposures: [[Int]]
    }

    /// Waits for the lists of `names`, judged at `cutoffs`, of which those below 1 are dropped.
    package init(dataset: EvaluationDataset, names: [String], cutoffs: [Int], coldLimits: ColdLimits = ColdLimits()) {
        self.dataset = dataset
        self.names = names
        let cutoffs = Set(cutoffs.filter { $0 > 0 }).sorted()
        self.cutoffs = cutoffs
        self.coldLimits = coldLimits
        itemLimits = [.max, Int32(clamping: coldLimits.item), 0]
        var places = [Int32](repeating: -1, count: dataset.userCount)
        for (place, user) in dataset.cases.enumerated() { places[Int(user)] = Int32(place) }
        self.places = places
        let words = HitSet.wordCount(depth: cutoffs.last ?? 0) * dataset.cases.count
        let tally = Tally(
            hits: itemLimits.map { _ in [UInt64](repeating: 0, count: words) },
            exposures: cutoffs.map { _ in [Int](repeating: 0, count: dataset.itemCount) })
        state = Mutex(names.map { _ in tally })
    }

    /// How long a list must be to be judged in full.
    package var depth: Int { cutoffs.last ?? 0 }

    /// Takes the list of one strategy for one user, best first; what is beyond `depth`, and users without relevant items,
    /// are passed over.
    ///
    /// - Precondition: Every user is recorded at most once by a strategy, and the ordinals are the dataset's.
    /// - Complexity: O(depth · log relevant items).
    package func record(_ list: [Int32], strategy: Int, user: Int32) {
        guard dataset.cases.indices.contains(Int(places[Int(user)])) else { return }
        let relevant = dataset.relevant[user]
        let words = itemLimits.map { limit in
            HitSet.words(of: list, depth: depth) { item in
                dataset.touches[Int(item)] <= limit && relevant.containsSorted(item)
            }
        }
        let place = Int(places[Int(user)])
        state.withLock { tallies in
            for slice in words.indices {
                for (index, word) in words[slice].enumerated() {
                    tallies[strategy].hits[slice][place * words[slice].count + index] = word
                }
            }
            for (index, cutoff) in cutoffs.enumerated() {
                for item in list.prefix(cutoff) { tallies[strategy].exposures[index][Int(item)] += 1 }
            }
        }
    }

    /// What was recorded of a strategy so far.
    func tally(_ strategy: Int) -> Tally { state.withLock { $0[strategy] } }
}

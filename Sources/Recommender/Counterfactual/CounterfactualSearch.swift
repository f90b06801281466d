/// Searches the smallest set of a history whose removal changes the top, with a bound on the rankings it may compute.
///
/// 1. Every single message is tried; how much of the top's lead each takes away orders everything that follows.
/// 2. Greedily the strongest are taken away together until the top changes; what is not needed is put back.
/// 3. Every smaller size is tried, the sets with the greatest sum of those strengths first, as far as the bound allows.
///
/// A set is reported only after it was ranked, and is called the smallest only if every smaller one was ranked too.
struct CounterfactualSearch {
    /// The top of one ranking.
    struct Ranking {
        /// The item at the top; nil for an empty list.
        let top: Int32?
        /// The scores of the first two.
        let scores: [Double]

        /// What the first has more than the second.
        var lead: Double { scores.count > 1 ? scores[0] - scores[1] : .greatestFiniteMagnitude }
    }

    struct Result {
        let top: Int32?
        let removed: [Int32]
        let replacement: Int32?
        let outcome: Counterfactual.Outcome
    }

    private let limits: CounterfactualLimits
    private let rank: (Set<Int32>) throws -> Ranking
    /// The messages that can be taken away, the weightiest first; after step 1 the strongest first.
    private(set) var history: [Int32]
    /// How many rankings were computed.
    private(set) var rankings = 0
    private var strengths: [Double] = []

    init(limits: CounterfactualLimits, history: [Int32], rank: @escaping (Set<Int32>) throws -> Ranking) {
        self.limits = limits
        self.history = history
        self.rank = rank
    }

    private var left: Int { limits.rankings - rankings }

    private mutating func ranked(without removed: [Int32]) throws -> Ranking {
        rankings += 1
        return try rank(Set(removed))
    }

    /// Runs the search.
    mutating func result() throws -> Result {
        let base = try ranked(without: [])
        guard let top = base.top, !history.isEmpty else {
            return Result(top: base.top, removed: [], replacement: nil, outcome: .nothingToRemove)
        }
        // The greedy steps need room after the single ones.
        let room = 3 * limits.size
        var measured: [(message: Int32, strength: Double)] = []
        for message in history where left > room {
            let single = try ranked(without: [message])
            if single.top != top { return found(top, [message], single.top, isSmallest: true) }
            measured.append((message, base.lead - single.lead))
        }
        let allSingles = measured.count == history.count
        // What was not measured weighs less and comes after, in its order.
        let order = measured.enumerated().sorted {
            ($0.element.strength, $1.offset) > ($1.element.strength, $0.offset)
        }.map(\.element)
        history = order.map(\.message) + history.dropFirst(measured.count)
        strengths = order.map(\.strength) + [Double](repeating: 0, count: history.count - order.count)

        let greedy = try greedySet(top)
        var isProved = allSingles
        let bound = greedy?.removed.count ?? min(limits.size, history.count) + 1
        for size in stride(from: 2, to: bound, by: 1) {
            let (hit, isExhausted) = try smallest(of: size, top: top)
            if let hit { return found(top, hit.removed, hit.top, isSmallest: isProved) }
            isProved = isProved && isExhausted
        }
        if let greedy { return found(top, greedy.removed, greedy.top, isSmallest: isProved) }
        let isEverything = isProved && limits.size >= history.count
        return Result(top: top, removed: [], replacement: nil, outcome: isEverything ? .noSet : .limitReached)
    }

    private func found(_ top: Int32, _ removed: [Int32], _ replacement: Int32?, isSmallest: Bool) -> Result {
        Result(top: top, removed: removed, replacement: replacement, outcome: isSmallest ? .smallest : .found)
    }

    private typealias Hit = (removed: [Int32], top: Int32?)

    /// Takes the strongest away one after another until the top changes, then puts back what is not needed.
    private mutating func greedySet(_ top: Int32) throws -> Hit? {
        var hit: Hit?
        for size in stride(from: 2, through: min(limits.size, history.count), by: 1) where left > 0 {
            let removed = Array(history.prefix(size))
            let ranking = try ranked(without: removed)
            if ranking.top != top {
                hit = (removed, ranking.top)
                break
            }
        }
        guard var best = hit else { return nil }
        var position = best.removed.count - 1
        // One less each time it succeeds, from the weakest on; after a success all are tried again.
        while position >= 0, left > 0, best.removed.count > 2 {
            var fewer = best.removed
            fewer.remove(at: position)
            let ranking = try ranked(without: fewer)
            if ranking.top != top {
                best = (fewer, ranking.top)
                position = fewer.count - 1
            } else {
                position -= 1
            }
        }
        return best
    }

    /// Tries the sets of one size among the strongest messages, as many as the bound allows.
    private mutating func smallest(of size: Int, top: Int32) throws -> (hit: Hit?, isExhausted: Bool) {
        var reach = size
        while reach < history.count, Self.combinations(reach + 1, size) <= left { reach += 1 }
        guard Self.combinations(reach, size) <= left else { return (nil, false) }
        var sets: [[Int]] = []
        Self.forEachCombination(of: size, below: reach) { sets.append($0) }
        let sums = sets.map { $0.reduce(0.0) { $0 + strengths[$1] } }
        for index in sets.indices.sorted(by: { (sums[$0], $1) > (sums[$1], $0) }) {
            let removed = sets[index].map { history[$0] }
            let ranking = try ranked(without: removed)
            if ranking.top != top { return ((removed, ranking.top), true) }
        }
        return (nil, reach == history.count)
    }

    /// The number of sets of `size` among `count`; `Int.max` where it is beyond any limit.
    static func combinations(_ count: Int, _ size: Int) -> Int {
        var result = 1
        for index in 0..<size {
            let (product, overflow) = result.multipliedReportingOverflow(by: count - index)
            if overflow { return .max }
            result = product / (index + 1)
        }
        return result
    }

    /// Every rising list of `size` numbers below `count`, in dictionary order.
    static func forEachCombination(of size: Int, below count: Int, _ body: ([Int]) -> Void) {
        guard size <= count else { return }
        var current = Array(0..<size)
        while true {
            body(current)
            guard let place = current.indices.last(where: { current[$0] < count - size + $0 }) else { return }
            current[place] += 1
            for later in current.indices.dropFirst(place + 1) { current[later] = current[later - 1] + 1 }
        }
    }
}

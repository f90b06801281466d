/// The stage that places items: by score or by score and variety, and no more of one campaign than its share.
///
/// Variety is maximal marginal relevance (Carbonell & Goldstein, "The use of MMR", SIGIR 1998): the next item maximises
/// (1 − λ) · score / best score − λ · max cosine to the picked ones, with λ the request's `diversity`. A candidate of a
/// campaign that has its share is passed over, whatever it scores.
struct Selection: Sendable {
    /// The items, in the order of the list.
    private(set) var picked: [Candidate] = []
    /// The candidates that were passed over because their campaign had its share, and which campaign.
    private(set) var capped: [Int32: Int32] = [:]
    /// How many items of each campaign were picked; counted only where there is a share to keep.
    private var taken: [Int32: Int] = [:]

    /// What a selection keeps to.
    struct Rules {
        /// How many items to pick.
        let count: Int
        /// λ: 0 for the order of scores.
        let diversity: Double
        /// How many items of one campaign; nil for any number.
        let campaignCap: Int?
    }

    /// Picks from `candidates`, which are in score order and say each text once.
    ///
    /// - Parameters:
    ///   - campaign: the campaign under which a candidate would be shown; asked only where there is a share to keep.
    ///   - vector: the unit embedding of a candidate; asked only for variety.
    /// - Complexity: O(n) by score, O(count · n · d) by variety among the best max(50, 5 · count).
    init(
        _ candidates: [Candidate], rules: Rules, campaign: (Int32) -> Int32?, vector: (Int32) -> [Float]
    ) {
        if rules.diversity > 0, let best = candidates.first?.score, best > 0 {
            // Beyond this depth scores are so low that variety would only bring noise; what a share passes over makes
            // room for others, so then every candidate is in the pool.
            let depth = rules.campaignCap == nil ? max(50, 5 * rules.count) : candidates.count
            pick(
                byVariety: Array(candidates.prefix(depth)), best: best, rules: rules, campaign: campaign,
                vector: vector)
        } else {
            for candidate in candidates {
                if picked.count == rules.count { break }
                if admits(candidate, rules: rules, campaign: campaign) { picked.append(candidate) }
            }
        }
    }

    /// Counts the candidate under its campaign, or notes that the campaign has its share.
    private mutating func admits(_ candidate: Candidate, rules: Rules, campaign: (Int32) -> Int32?) -> Bool {
        guard let cap = rules.campaignCap, let own = campaign(candidate.message) else { return true }
        guard taken[own, default: 0] < cap else {
            capped[candidate.message] = own
            return false
        }
        taken[own, default: 0] += 1
        return true
    }

    private mutating func pick(
        byVariety pool: [Candidate], best: Double, rules: Rules, campaign: (Int32) -> Int32?,
        vector: (Int32) -> [Float]
    ) {
        let lambda = rules.diversity
        let vectors = pool.map { vector($0.message) }
        var likeness = [Double](repeating: 0, count: pool.count)
        var remaining = Array(pool.indices)
        while picked.count < rules.count, !remaining.isEmpty {
            var chosen = 0
            var greatest = -Double.infinity
            for (position, index) in remaining.enumerated() {
                let value = (1 - lambda) * pool[index].score / best - lambda * likeness[index]
                if value > greatest {
                    greatest = value
                    chosen = position
                }
            }
            let index = remaining.remove(at: chosen)
            guard admits(pool[index], rules: rules, campaign: campaign) else { continue }
            picked.append(pool[index])
            for other in remaining {
                let cosine = zip(vectors[index], vectors[other]).reduce(0.0) { $0 + Double($1.0 * $1.1) }
                likeness[other] = max(likeness[other], cosine)
            }
        }
    }
}

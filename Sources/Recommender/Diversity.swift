/// Maximal marginal relevance: picks items one by one, weighing score against likeness to those already picked.
///
/// Carbonell & Goldstein, "The use of MMR" (SIGIR 1998): the next item maximises
/// (1 − λ) · score / best score − λ · max cosine to the picked ones, with λ the request's `diversity`.
enum Diversity {
    /// Picks `count` of `candidates`, which are in score order; with λ = 0 the first ones.
    ///
    /// - Parameter vector: the unit embedding of a candidate.
    /// - Complexity: O(count · n · d).
    static func picked(
        _ candidates: [ScoredCandidate], count: Int, lambda: Double, vector: (Int32) -> [Float]
    ) -> [ScoredCandidate] {
        guard lambda > 0, let best = candidates.first?.score, best > 0 else { return Array(candidates.prefix(count)) }
        // Beyond this depth scores are so low that variety would only bring noise.
        let pool = Array(candidates.prefix(max(50, 5 * count)))
        let vectors = pool.map { vector($0.message) }
        var likeness = [Double](repeating: 0, count: pool.count)
        var remaining = Array(pool.indices)
        var picked: [ScoredCandidate] = []
        while picked.count < count, !remaining.isEmpty {
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
            picked.append(pool[index])
            for other in remaining {
                let cosine = zip(vectors[index], vectors[other]).reduce(0.0) { $0 + Double($1.0 * $1.1) }
                likeness[other] = max(likeness[other], cosine)
            }
        }
        return picked
    }
}

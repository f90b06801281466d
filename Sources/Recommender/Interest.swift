/// One of the things that a history is about: messages near each other, and the direction they share.
package struct Interest: Sendable, Equatable {
    /// The weighted sum of the members' embeddings, scaled to length 1.
    package let vector: [Float]
    /// The length of the sum before.
    package let length: Double
    /// The members, the weightiest first.
    package let members: [HistoryEntry]

    /// The direction of some messages; nil where their embeddings cancel out.
    ///
    /// - Parameter vectors: the unit embedding of each member.
    init?(_ members: [HistoryEntry], vectors: [[Float]]) {
        guard let dimension = vectors.first?.count else { return nil }
        var sum = [Double](repeating: 0, count: dimension)
        for (member, vector) in zip(members, vectors) {
            // Bounds that are plain to see let the compiler take several values at a time.
            let weight = member.weight
            for index in 0..<min(dimension, vector.count, sum.count) { sum[index] += weight * Double(vector[index]) }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-12, length.isFinite else { return nil }
        self.vector = sum.map { Float($0 / length) }
        self.length = length
        self.members = members
    }
}

extension Interest {
    /// The greatest number of interests of one person.
    static let maximumCount = 4
    /// A history whose mean resultant length is at least this is about one thing.
    ///
    /// That length is |Σ wᵢ vᵢ| / Σ wᵢ (Mardia & Jupp, "Directional Statistics", 2000): 1 where all embeddings agree.
    static let coherence = 0.85
    /// How near a message must be to an interest's first one to belong to it, while there is room for another interest.
    static let nearness: Float = 0.6

    /// Splits a history into what it is about.
    ///
    /// The mean of many tastes lies between them, near to nothing that anybody wants. So a history that is not coherent
    /// is clustered by leaders (Hartigan, "Clustering Algorithms", 1975, ch. 3): from the weightiest message on, each joins the
    /// nearest leader, or leads an interest of its own while it is far from all and there is room. One pass, no seed.
    ///
    /// - Parameter history: the weightiest first.
    /// - Returns: the interest of the weightiest message first; none for an empty history.
    /// - Complexity: O(messages · interests · dimension).
    static func split(_ history: [HistoryEntry], vector: (Int32) -> [Float]) -> [Interest] {
        let vectors = history.map { vector($0.message) }
        let whole = Interest(history, vectors: vectors)
        let total = history.reduce(0.0) { $0 + $1.weight }
        if let whole, whole.length >= coherence * total || history.count < 2 { return [whole] }
        var clusters: [[Int]] = []
        // The leaders side by side, so that one pass over a vector adds up its cosines with all of them.
        var leaders = [SIMD4<Float>](repeating: .zero, count: vectors.first?.count ?? 0)
        for index in history.indices {
            var cosines = SIMD4<Float>.zero
            if !clusters.isEmpty {
                for (leader, value) in zip(leaders, vectors[index]) { cosines += leader * value }
            }
            var nearest = 0
            var greatest = -Float.infinity
            for cluster in clusters.indices where cosines[cluster] > greatest {
                (nearest, greatest) = (cluster, cosines[cluster])
            }
            if greatest >= nearness || clusters.count == maximumCount {
                clusters[nearest].append(index)
            } else {
                for (place, value) in vectors[index].enumerated() { leaders[place][clusters.count] = value }
                clusters.append([index])
            }
        }
        return clusters.compactMap { members in
            Interest(members.map { history[$0] }, vectors: members.map { vectors[$0] })
        }
    }
}

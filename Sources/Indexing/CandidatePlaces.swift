internal import Recommender
internal import Snapshots

/// The places of candidates in the orders of sources, and what is made of places.
enum CandidatePlaces {
    /// The place of each score among all, the greatest at 0, equal ones in order.
    static func of<Score: Comparable>(_ scores: [Score]) -> [Int32] {
        var places = [Int32](repeating: 0, count: scores.count)
        let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
        for (place, index) in order.enumerated() { places[index] = Int32(place) }
        return places
    }

    /// Reciprocal rank fusion of `count` candidates with its usual constant of 60; silent sources add nothing.
    ///
    /// Cormack, Clarke & Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
    /// SIGIR 2009.
    static func fused<Sum: BinaryFloatingPoint>(_ places: [[Int32]?], count: Int) -> [Sum] {
        (0..<count).map { index in
            places.reduce(0) { sum, places in sum + (places.map { 1 / Sum(61 + $0[index]) } ?? 0) }
        }
    }

    /// The same of a validation case.
    static func fused(_ example: BlendSelection.Case) -> [Double] {
        fused(
            SignalSource.allCases.map { source in of(example.candidates.map { $0[source] }) },
            count: example.candidates.count)
    }
}

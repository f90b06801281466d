internal import Snapshots

/// The ranks that candidates would have if one source said nothing, texts that are said twice counted once.
///
/// - Complexity: O(n) to make for each source, O(texts) for each candidate asked about.
struct RanksWithout {
    /// A source that can be left out.
    private enum Left: Equatable {
        case signal(SignalSource)
        case promotion

        var name: String {
            switch self {
            case .signal(let source): source.rawValue
            case .promotion: "promotion"
            }
        }
    }

    /// The best candidate of a text without a source, as far as its order goes.
    private struct Leader {
        let score: Double
        let popularity: Double
        let message: Int32

        /// The order of `Candidate.precedes`.
        @inline(__always)
        func precedes(_ other: Leader) -> Bool {
            if score != other.score { return score > other.score }
            return popularity != other.popularity ? popularity > other.popularity : message < other.message
        }
    }

    /// The distinct texts, and for each source left out the leader of each of them.
    private let texts: [Int32]
    private let leaders: [(left: Left, ofTexts: [Leader])]
    private let text: (Int32) -> Int32

    /// - Parameters:
    ///   - ranked: all candidates.
    ///   - blend: a source that does not count in it changes nothing and is not reported.
    ///   - text: the text of a message.
    init(_ ranked: [Candidate], blend: Blend, isPromoted: Bool, text: @escaping (Int32) -> Int32) {
        var sources: [Left] = []
        if ranked.first?.signals != nil {
            sources = SignalSource.allCases.filter(blend.counts).map { .signal($0) }
        }
        if isPromoted { sources.append(.promotion) }
        let texts = DistinctOrdinals(sources.isEmpty ? [] : ranked.map { text($0.message) })
        leaders = sources.map { left in
            var best: [Leader] = []
            best.reserveCapacity(texts.distinct.count)
            for (index, number) in texts.numbers.enumerated() {
                let own = Self.leader(ranked[index], without: left)
                if Int(number) == best.count {
                    best.append(own)
                } else if !best[Int(number)].precedes(own) {
                    best[Int(number)] = own
                }
            }
            return (left, best)
        }
        self.texts = texts.distinct
        self.text = text
    }

    /// The rank of one of the candidates without each source, by the source's name.
    func ranks(of candidate: Candidate) -> [String: Int] {
        guard !leaders.isEmpty else { return [:] }
        let ownText = text(candidate.message)
        let number = texts.firstIndex(of: ownText)
        var ranks: [String: Int] = [:]
        for (left, leaders) in leaders {
            let own = Self.leader(candidate, without: left)
            var better = leaders.reduce(0) { $0 + ($1.precedes(own) ? 1 : 0) }
            // One that says the same does not stand before it.
            if let number, leaders[number].precedes(own) { better -= 1 }
            ranks[left.name] = 1 + better
        }
        return ranks
    }

    private static func leader(_ candidate: Candidate, without left: Left) -> Leader {
        Leader(
            score: score(candidate, without: left), popularity: candidate.popularity, message: candidate.message)
    }

    private static func score(_ candidate: Candidate, without left: Left) -> Double {
        switch left {
        case .signal(let source): (candidate.signals?.without[source] ?? 0) + candidate.promotion
        case .promotion: candidate.base
        }
    }
}

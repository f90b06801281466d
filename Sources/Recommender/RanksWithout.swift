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

    private struct Leader {
        let candidate: Candidate
        let score: Double
        let text: Int32
    }

    private let leaders: [(left: Left, of: [Leader])]
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
        self.text = text
        leaders = sources.map { left in
            var best: [Int32: Leader] = [:]
            for candidate in ranked {
                let own = Leader(
                    candidate: candidate, score: Self.score(candidate, without: left), text: text(candidate.message))
                if let other = best[own.text], Self.precedes(other, own) { continue }
                best[own.text] = own
            }
            return (left, Array(best.values))
        }
    }

    /// The rank of one of the candidates without each source, by the source's name.
    func ranks(of candidate: Candidate) -> [String: Int] {
        var ranks: [String: Int] = [:]
        for (left, leaders) in leaders {
            let own = Leader(
                candidate: candidate, score: Self.score(candidate, without: left), text: text(candidate.message))
            ranks[left.name] = 1 + leaders.count { $0.text != own.text && Self.precedes($0, own) }
        }
        return ranks
    }

    private static func precedes(_ left: Leader, _ right: Leader) -> Bool {
        Candidate.precedes(left.candidate, left.score, right.candidate, right.score)
    }

    private static func score(_ candidate: Candidate, without left: Left) -> Double {
        switch left {
        case .signal(let source): (candidate.signals?.without[source] ?? 0) + candidate.promotion
        case .promotion: candidate.base
        }
    }
}

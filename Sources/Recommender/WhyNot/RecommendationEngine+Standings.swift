internal import Columns
internal import Domain
internal import Graph
internal import Snapshots

/// The full order of each source, computed exactly.
extension RecommendationEngine {
    /// How many messages are scored at a time.
    private static let chunk = 4096

    /// Where a message stands in the order of each source that has something to say in this run.
    func standings(of message: Int32, in run: MessageRun) -> [SourceStanding] {
        let mask = run.prepared.rules.mask
        let shown = (0..<Int32(corpus.messageCount)).filter { mask.allows($0) || $0 == message }
        let query = run.prepared.query
        let isLimited = query.isSearch && run.isPersonal
        // A personal request goes by everybody's popularity, whatever segment the asker belongs to.
        func popular(_ message: Int32) -> Double {
            run.isPersonal ? corpus.popularity(of: message) : run.prepared.popularity(message)
        }
        let popularity = standing(
            "popularity", own: popular(message), message: message, among: shown,
            proposes: run.isPersonal ? (isLimited ? nil : Retriever.proposals / 2) : popularDepth(run)
        ) { popular($0) }
        guard run.isPersonal else { return [popularity] }
        var values = [SignalScores?](repeating: nil, count: corpus.messageCount)
        for start in stride(from: 0, to: shown.count, by: Self.chunk) {
            let part = Array(shown[start..<min(start + Self.chunk, shown.count)])
            for scores in retriever.scores(of: part, for: query) { values[Int(scores.message)] = scores }
        }
        guard let own = values[Int(message)] else { return [popularity] }
        var standings: [SourceStanding] = []
        if !query.vectors.isEmpty {
            standings.append(similarity(of: message, own: own.similarity, among: shown, in: run) { values[Int($0)] })
        }
        if query.graph != nil {
            standings.append(
                standing(
                    "graph", own: own.graph, message: message, among: shown,
                    proposes: isLimited ? nil : Retriever.proposals
                ) { values[Int($0)]?.graph ?? 0 })
        }
        let margins = shown.count {
            guard let other = values[Int($0)] else { return false }
            return other.forecast > own.forecast || (other.forecast == own.forecast && $0 < message)
        }
        standings.append(
            SourceStanding(
                source: SignalSource.forecast.rawValue, raw: own.forecast, rank: margins + 1, total: shown.count,
                proposes: nil, rankInText: nil))
        return standings + [popularity]
    }

    private func popularDepth(_ run: MessageRun) -> Int { max(Retriever.proposals, 4 * run.prepared.request.limit) }

    /// The rank among messages by a value of which 0 means that the source says nothing.
    private func standing(
        _ source: String, own: Double, message: Int32, among shown: [Int32], proposes: Int?,
        value: (Int32) -> Double
    ) -> SourceStanding {
        var better = 0
        var total = 0
        for other in shown {
            let theirs = value(other)
            if theirs > 0 { total += 1 }
            if theirs > own || (theirs == own && other < message) { better += 1 }
        }
        return SourceStanding(
            source: source, raw: own, rank: own > 0 ? better + 1 : nil, total: total, proposes: proposes,
            rankInText: nil)
    }

    /// The rank of the message's text among the texts that may be shown, and its own among those who say it.
    private func similarity(
        of message: Int32, own: Double, among shown: [Int32], in run: MessageRun, value: (Int32) -> SignalScores?
    ) -> SourceStanding {
        let text = corpus.textOrdinal(of: message)
        var isCounted = [Bool](repeating: false, count: corpus.textCount)
        var better = 0
        var total = 0
        var before = 0
        let popularity = corpus.popularity(of: message)
        for other in shown {
            let otherText = corpus.textOrdinal(of: other)
            if otherText == text, other != message {
                let theirs = corpus.popularity(of: other)
                if theirs > popularity || (theirs == popularity && other < message) { before += 1 }
            }
            guard !isCounted[Int(otherText)] else { continue }
            isCounted[Int(otherText)] = true
            total += 1
            guard otherText != text, let theirs = value(other)?.similarity else { continue }
            if theirs > own || (theirs == own && otherText < text) { better += 1 }
        }
        return SourceStanding(
            source: SignalSource.similarity.rawValue, raw: own, rank: better + 1, total: total,
            proposes: run.prepared.query.isSearch
                ? min(Retriever.proposals, Retriever.searchProposals) : Retriever.proposals,
            rankInText: before + 1)
    }
}

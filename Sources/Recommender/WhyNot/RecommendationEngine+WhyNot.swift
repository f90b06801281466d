internal import Columns
package import Domain
internal import Graph
internal import Snapshots

extension RecommendationEngine {
    /// Says why `message` is not in the answer to `request`, or where it is in it.
    ///
    /// Runs the stages of `recommend` once and reads the verdict from what they dropped; then asks every source about
    /// every message that may be shown.
    ///
    /// - Throws: `RecommendationError` for a request that cannot be answered as asked, or that asks for campaigns.
    /// - Complexity: O(messages) cosines and forest rows besides the request itself.
    package func whyNot(
        _ request: RecommendationRequest, message id: MessageID, queryVector: [Float]?, now: Instant
    ) throws -> WhyNot {
        guard request.target == .message else {
            throw RecommendationError.invalid(parameter: "target", expected: "message, where a message is missed")
        }
        try validate(request, queryVector: queryVector)
        let run = try run(prepare(request, queryVector: queryVector, now: now))
        let strategy = run.prepared.strategy
        guard let message = corpus.ordinal(of: id) else {
            return WhyNot(
                target: .message, id: id.rawValue, text: nil, strategy: strategy, verdict: .unknown, sources: [],
                contributions: [],
                rank: nil, candidateCount: run.ranked.count, gap: nil)
        }
        let collector = EvidenceCollector(retriever: retriever, query: run.prepared.query, explaining: [])
        let candidate =
            run.ranked.first { $0.message == message } ?? score([message], for: run.prepared)[0]
        let own = contributions(of: candidate, run: run, collector: collector)
        let text = corpus.textOrdinal(of: message)
        let better = run.kept.count {
            Candidate.precedes($0, candidate) && corpus.textOrdinal(of: $0.message) != text
        }
        let gap = run.picked.last.map { last in
            ScoreGap(
                lastID: corpus.id(of: last.message).rawValue,
                last: contributions(of: last, run: run, collector: collector), own: own)
        }
        return WhyNot(
            target: .message, id: id.rawValue, text: corpus.text(of: message), strategy: strategy,
            verdict: verdict(of: candidate, in: run), sources: standings(of: message, in: run), contributions: own,
            rank: better + 1, candidateCount: run.ranked.count, gap: gap)
    }

    private func hasSameText(_ one: Int32, _ other: Int32) -> Bool {
        corpus.textOrdinal(of: one) == corpus.textOrdinal(of: other)
    }

    private func verdict(of candidate: Candidate, in run: MessageRun) -> WhyNot.Verdict {
        let message = candidate.message
        let request = run.prepared.request
        if let index = run.picked.firstIndex(where: { $0.message == message }) { return .shown(rank: index + 1) }
        if let rule = run.prepared.rules.rule(against: message) { return .filtered(rule) }
        guard run.ranked.contains(where: { $0.message == message }) else { return .notRetrieved }
        if candidate.score < request.minimumScore { return .belowMinimumScore(request.minimumScore) }
        if let other = run.kept.first(where: { hasSameText($0.message, message) }), other.message != message {
            return .sameText(corpus.id(of: other.message))
        }
        if let campaign = run.selection.capped[message], let cap = request.campaignCap {
            return .capped(campaign: catalogue.campaigns[Int(campaign)].id, most: cap)
        }
        // Without variety the picked ones are the best, so nothing that was left scores more than one of them.
        return run.picked.contains { Candidate.precedes(candidate, $0) } ? .lessVaried : .outranked
    }
}

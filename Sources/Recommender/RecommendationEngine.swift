internal import Columns
package import Domain
internal import Graph
package import SemanticSearch
package import Snapshots

/// Answers requests from one snapshot: candidates → contributions → policy → explanation.
///
/// Pure: no input or output, no clock of its own; equal requests at equal times give equal answers.
///
/// - Complexity: O(n log n) for the candidates of a request besides one walk, one index search and n forest rows.
/// - Thread safety: immutable; any number of threads may ask.
package struct RecommendationEngine: Sendable {
    /// The snapshot that answers.
    package let snapshot: Snapshot
    let retriever: Retriever
    let blend: Blend
    let reasons: Reasons

    /// Changes whenever the rules after ranking change, so that cached answers of other rules are not served.
    package static let policyVersion = "1"

    /// Answers from `snapshot`.
    ///
    /// - Parameter index: what searches its texts in place of its own index, for one that watches that; nil for its own.
    package init(snapshot: Snapshot, index: (any VectorIndex)? = nil) {
        self.snapshot = snapshot
        self.retriever = Retriever(contents: snapshot.contents, index: index)
        self.blend = Blend(snapshot.manifest.blend)
        self.reasons = Reasons(
            eventTypes: snapshot.manifest.eventTypes, horizonDays: snapshot.manifest.blend.horizonDays)
    }

    var catalogue: CatalogueColumns { snapshot.contents.catalogue }

    /// Answers one request.
    ///
    /// - Parameters:
    ///   - queryVector: the embedding of `request.text`; needed when the request has a text.
    ///   - now: the time that campaigns' dates are compared with.
    /// - Throws: `RecommendationError` for a request that cannot be answered as asked.
    package func recommend(
        _ request: RecommendationRequest, queryVector: [Float]?, now: Instant
    ) throws -> Recommendation {
        try validate(request, queryVector: queryVector)
        let query = try retriever.query(for: request, textVector: queryVector)
        let anchor: Int32? = if case .message(let ordinal) = query.vectorOrigin { ordinal } else { nil }
        let eligibility = Eligibility(catalogue: catalogue, request: request, anchor: anchor, now: now)
        switch request.target {
        case .message:
            return try recommendMessages(request, query: query, eligibility: eligibility)
        case .campaign:
            return try recommendCampaigns(request, query: query, eligibility: eligibility)
        }
    }

    private func recommendMessages(
        _ request: RecommendationRequest, query: Query, eligibility: Eligibility
    ) throws -> Recommendation {
        let scope = try scope(of: request, eligibility: eligibility)
        let mask = mask(for: request, user: query.user, eligibility: eligibility)
        guard query.isPersonal else {
            return popularMessages(request, scope: scope, eligibility: eligibility, mask: mask)
        }
        let candidates = try retriever.candidates(for: query, scope: scope, mask: mask)
        let ranked = blend.ranked(retriever.scores(of: candidates, for: query))
        let kept = distinctTexts(ranked.filter { $0.score >= request.minimumScore })
        let picked = Diversity.picked(
            kept, count: request.limit, lambda: request.diversity, vector: retriever.vector(of:))
        let collector = EvidenceCollector(retriever: retriever, query: query)
        let items = picked.enumerated().map { index, candidate in
            item(candidate, rank: index + 1, among: ranked, request: request, collector: collector, eligibility)
        }
        return Recommendation(
            strategy: .personalized, items: items, degraded: [:], candidateCount: ranked.count)
    }

    /// Everything but what is withdrawn, excluded, asked by, or, on request, already seen.
    private func mask(
        for request: RecommendationRequest, user: Int32?, eligibility: Eligibility
    ) -> MessageMask {
        var mask = MessageMask(catalogue: catalogue)
        eligibility.block(in: &mask)
        guard request.excludeSeen else { return mask }
        if let user {
            for entry in snapshot.contents.graph.userHistory(user) { mask.block(entry.message) }
        }
        // What a visitor has just engaged with is as seen as what the log says.
        for message in request.session.compactMap(catalogue.messageOrdinal) { mask.block(message) }
        return mask
    }

    private func item(
        _ candidate: ScoredCandidate, rank: Int, among ranked: [ScoredCandidate], request: RecommendationRequest,
        collector: EvidenceCollector, _ eligibility: Eligibility
    ) -> RankedItem {
        let contributions = collector.contributions(of: candidate, blend: blend)
        let campaign = campaign(ofMessage: candidate.message, request: request, eligibility: eligibility)
        var policy = ["eligible: not withdrawn, not excluded"]
        if request.excludeSeen, collector.query.user != nil || !request.session.isEmpty {
            policy.append("kept: not engaged with before")
        }
        if request.minimumScore > 0 { policy.append("kept: scores at least \(request.minimumScore)") }
        if request.diversity > 0 { policy.append("placed by score and variety, diversity \(request.diversity)") }
        if let campaign { policy.append("shown under running campaign \(campaign.id)") }
        return RankedItem(
            rank: rank, id: catalogue.messageID(candidate.message).rawValue, target: .message,
            campaignID: campaign?.id, text: catalogue.text(ofMessage: candidate.message),
            contributions: contributions,
            reasons: reasons.sentences(
                contributions: contributions,
                supporters: collector.query.walk?.supportingUserCount(of: candidate.message) ?? 0,
                campaign: campaign, origin: collector.query.vectorOrigin),
            rankWithout: ranksWithout(candidate, among: ranked), policy: policy)
    }

    /// The rank that the candidate would have if one signal said nothing, for each signal that counts.
    func ranksWithout(_ candidate: ScoredCandidate, among ranked: [ScoredCandidate]) -> [String: Int] {
        var ranks: [String: Int] = [:]
        for source in SignalSource.allCases where blend.parameters.weights[source] > 0 {
            let own = candidate.score(without: source)
            ranks[source.rawValue] =
                1
                + ranked.count {
                    let other = $0.score(without: source)
                    return other > own || (other == own && $0.message < candidate.message)
                }
        }
        return ranks
    }

    /// The first candidate of every text: the same words are not shown twice.
    func distinctTexts(_ ranked: [ScoredCandidate]) -> [ScoredCandidate] {
        var texts: Set<Int32> = []
        return ranked.filter { texts.insert(catalogue.messageTexts[Int($0.message)]).inserted }
    }

    /// The messages a request is limited to, or nil where it may have any.
    private func scope(of request: RecommendationRequest, eligibility: Eligibility) throws -> [Int32]? {
        guard let id = request.campaignID else { return nil }
        guard let campaign = catalogue.campaignOrdinal(id) else {
            throw RecommendationError.unknownCampaign(parameter: "campaign_id", id: id.rawValue)
        }
        // A campaign that does not run has nothing to show.
        return eligibility.allows(campaign: campaign) ? snapshot.contents.graph.messages(ofCampaign: campaign) : []
    }

    /// The running campaign that a message is shown under: the one asked for, else the one ending soonest.
    func campaign(ofMessage message: Int32, request: RecommendationRequest, eligibility: Eligibility) -> Campaign? {
        let running = snapshot.contents.graph.campaigns(ofMessage: message)
            .filter(eligibility.allows(campaign:))
            .map { catalogue.campaigns[Int($0)] }
        return running.first { $0.id == request.campaignID }
            ?? running.min {
                ($0.endsAt?.milliseconds ?? .max, $0.id) < ($1.endsAt?.milliseconds ?? .max, $1.id)
            }
    }

    private func validate(_ request: RecommendationRequest, queryVector: [Float]?) throws {
        guard RecommendationRequest.limits.contains(request.limit) else {
            let limits = RecommendationRequest.limits
            throw RecommendationError.invalid(
                parameter: "limit", expected: "a whole number from \(limits.lowerBound) to \(limits.upperBound)")
        }
        guard (0...1).contains(request.diversity) else {
            throw RecommendationError.invalid(parameter: "diversity", expected: "a number from 0 to 1")
        }
        guard request.minimumScore.isFinite else {
            throw RecommendationError.invalid(parameter: "min_score", expected: "a finite number")
        }
        let dimension = snapshot.contents.embeddings.dimension
        if let queryVector, queryVector.count != dimension || !queryVector.allSatisfy(\.isFinite) {
            throw RecommendationError.invalid(
                parameter: "text", expected: "an embedding of \(dimension) finite numbers")
        }
        if request.text != nil, queryVector == nil {
            throw RecommendationError.invalid(parameter: "text", expected: "its embedding beside it")
        }
    }
}

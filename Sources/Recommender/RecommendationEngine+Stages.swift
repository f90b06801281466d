internal import Columns
internal import Domain
internal import Graph
internal import Snapshots

/// The stages of a request for messages. Whatever asks what would be recommended, and why or why not, goes through here.
extension RecommendationEngine {
    /// How many candidates each source proposes among the promoted messages.
    static let promotedProposals = 50

    /// Makes a request ready.
    ///
    /// - Parameter removed: messages whose events are left out of the user's history; the rules still know them.
    func prepare(
        _ request: RecommendationRequest, queryVector: [Float]?, now: Instant, without removed: Set<Int32> = []
    ) throws -> PreparedRequest {
        let query = try retriever.query(for: request, textVector: queryVector, without: removed)
        let anchor: Int32? = if case .message(let ordinal) = query.vectorOrigin { ordinal } else { nil }
        let rules = try RequestRules(
            corpus: corpus, base: baseMask, request: request, anchor: anchor, user: query.user, now: now)
        return PreparedRequest(
            request: request, query: query, rules: rules,
            popularity: Popularity(corpus: corpus, request: request, user: query.user))
    }

    /// Runs every stage.
    func run(_ prepared: PreparedRequest, finished: (AnswerStage) -> Void = { _ in }) throws -> MessageRun {
        let candidates = try retrieve(prepared)
        finished(.retrieve)
        let scored = score(candidates, for: prepared)
        finished(.score)
        let run = arrange(scored, for: prepared)
        finished(.arrange)
        return run
    }

    /// Stage 1: what the sources propose, rising.
    func retrieve(_ prepared: PreparedRequest) throws -> [Int32] {
        let (rules, query) = (prepared.rules, prepared.query)
        let promoted = rules.eligibility.promoted.sorted()
            .flatMap { corpus.messages(ofCampaign: $0) }
        let promotedScope = promoted.isEmpty ? nil : Set(promoted).sorted()
        guard query.isPersonal else {
            let depth = max(Retriever.proposals, 4 * prepared.request.limit)
            var found = prepared.popularity.top(depth, isAllowed: rules.mask.allows)
            if let promotedScope {
                let mask = rules.mask.limited(to: promotedScope)
                found += prepared.popularity.top(Self.promotedProposals, isAllowed: mask.allows)
                found = Set(found).sorted()
            }
            return found
        }
        let found = try retriever.candidates(for: query, scope: rules.scope, mask: rules.mask)
        guard let promotedScope else { return found }
        let more = try retriever.candidates(
            for: query, scope: promotedScope, mask: rules.mask, proposals: Self.promotedProposals)
        return Set(found).union(more).sorted()
    }

    /// Stage 2: what each source, or popularity, says of each candidate, best first.
    func score(_ candidates: [Int32], for prepared: PreparedRequest) -> [Candidate] {
        guard prepared.query.isPersonal else {
            return candidates.map { Candidate(message: $0, popularity: popularityTerm(of: $0, prepared.popularity)) }
                .sorted(by: Candidate.precedes)
        }
        return blend(for: prepared.query).ranked(retriever.scores(of: candidates, for: prepared.query)).map {
            Candidate($0)
        }
    }

    /// Stage 3: lift, leave out what scores too little or says what another says, and place.
    ///
    /// A list shorter than asked has room for fewer lifted items, so the quota falls until the share is kept.
    func arrange(_ scored: [Candidate], for prepared: PreparedRequest) -> MessageRun {
        let promotion = prepared.request.promotion
        func part(_ count: Int) -> Int {
            promotion.map { RecommendationRequest.part($0.maximumShare, of: count) } ?? 0
        }
        var quota = part(prepared.request.limit)
        while true {
            let run = arrange(scored, for: prepared, quota: quota)
            if run.picked.count(where: \.isLifted) <= part(run.picked.count) { return run }
            quota = min(quota - 1, part(run.picked.count))
        }
    }

    private func arrange(_ scored: [Candidate], for prepared: PreparedRequest, quota: Int) -> MessageRun {
        let request = prepared.request
        let ranked = lifted(scored, for: prepared, quota: quota)
        let kept = distinctTexts(
            ranked.allSatisfy { $0.score >= request.minimumScore }
                ? ranked : ranked.filter { $0.score >= request.minimumScore })
        let selection = Selection(
            kept,
            rules: Selection.Rules(
                count: request.limit, diversity: prepared.query.isPersonal ? request.diversity : 0,
                campaignCap: request.campaignCap),
            campaign: { campaignOrdinal(ofMessage: $0, eligibility: prepared.rules.eligibility) },
            vector: retriever.vector(of:))
        return MessageRun(
            prepared: prepared, ranked: ranked, kept: kept, selection: selection,
            promotionQuota: quota)
    }

    /// Lifts the best `quota` candidates of the promoted campaigns, each text once, and sorts anew.
    private func lifted(_ scored: [Candidate], for prepared: PreparedRequest, quota: Int) -> [Candidate] {
        let promoted = prepared.rules.eligibility.promoted
        guard let promotion = prepared.request.promotion, quota > 0, !promoted.isEmpty else { return scored }
        var result = scored
        var texts: Set<Int32> = []
        for index in result.indices where texts.count < quota {
            let message = result[index].message
            guard promotedCampaign(ofMessage: message, rules: prepared.rules) != nil,
                texts.insert(corpus.textOrdinal(of: message)).inserted
            else { continue }
            result[index].promotion = promotion.weight
        }
        return result.sorted(by: Candidate.precedes)
    }

    /// The promoted campaign that a message belongs to, the first by ordinal.
    func promotedCampaign(ofMessage message: Int32, rules: RequestRules) -> Int32? {
        guard !rules.eligibility.promoted.isEmpty else { return nil }
        return corpus.campaigns(of: message).first(where: rules.eligibility.promoted.contains)
    }

    /// The first candidate of every text: the same words are not shown twice.
    func distinctTexts(_ ranked: [Candidate]) -> [Candidate] {
        let texts = DistinctOrdinals(ranked.map { corpus.textOrdinal(of: $0.message) })
        var kept: [Candidate] = []
        kept.reserveCapacity(texts.distinct.count)
        for (index, number) in texts.numbers.enumerated() where Int(number) == kept.count { kept.append(ranked[index]) }
        return kept
    }

    /// The running campaign that a message is shown under: one of those asked for, else any; the one ending soonest.
    func campaignOrdinal(ofMessage message: Int32, eligibility: Eligibility) -> Int32? {
        let running = corpus.campaigns(of: message).filter(eligibility.allows(campaign:))
        let asked = eligibility.asked.map { asked in running.filter(asked.contains) } ?? []
        return (asked.isEmpty ? running : asked).min { left, right in
            let (left, right) = (catalogue.campaigns[Int(left)], catalogue.campaigns[Int(right)])
            return (left.endsAt?.milliseconds ?? .max, left.id) < (right.endsAt?.milliseconds ?? .max, right.id)
        }
    }
}

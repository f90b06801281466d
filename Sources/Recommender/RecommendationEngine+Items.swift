internal import Columns
internal import Domain
internal import Forecasting
internal import Graph
internal import Snapshots

/// What a run becomes: items with contributions, evidence, reasons and the decisions of the rules.
extension RecommendationEngine {
    func recommendation(of run: MessageRun) -> Recommendation {
        let ranks = RanksWithout(
            run.ranked, blend: blend(for: run.prepared.query), isPromoted: run.prepared.request.promotion != nil
        ) { [corpus] in corpus.textOrdinal(of: $0) }
        let collector = EvidenceCollector(
            retriever: retriever, query: run.prepared.query,
            explaining: run.picked.filter { $0.signals != nil }.map(\.message))
        let items = run.picked.enumerated().map { index, candidate in
            item(candidate, rank: index + 1, of: run, ranks: ranks, collector: collector)
        }
        return Recommendation(
            strategy: run.prepared.strategy, items: items, degraded: degraded(run.prepared.query),
            candidateCount: run.ranked.count)
    }

    private func item(
        _ candidate: Candidate, rank: Int, of run: MessageRun, ranks: RanksWithout, collector: EvidenceCollector
    ) -> RankedItem {
        let message = candidate.message
        let rules = run.prepared.rules
        let contributions = contributions(of: candidate, run: run, collector: collector)
        let campaign = campaignOrdinal(ofMessage: message, eligibility: rules.eligibility)
            .map { catalogue.campaigns[Int($0)] }
        var sentences =
            run.isPersonal
            ? reasons.sentences(
                contributions: contributions,
                supporters: collector.supporterCount(of: message, contributions: contributions), campaign: campaign,
                origin: collector.query.vectorOrigin)
            : reasons.popularity(contributions: contributions, campaign: campaign)
        if candidate.isLifted, let promoted = promotedCampaign(ofMessage: message, rules: rules) {
            sentences.append(Reasons.promotion(catalogue.campaigns[Int(promoted)]))
        }
        if corpus.isFresh(message) { sentences.append(Reasons.fresh) }
        return RankedItem(
            rank: rank, id: corpus.id(of: message).rawValue, target: .message, campaignID: campaign?.id,
            text: corpus.text(of: message), contributions: contributions, reasons: sentences,
            rankWithout: ranks.ranks(of: candidate),
            policy: decisions(about: candidate, rank: rank, in: run, campaign: campaign))
    }

    /// The terms of a candidate's score with their evidence, in the order in which they are added.
    func contributions(of candidate: Candidate, run: MessageRun, collector: EvidenceCollector) -> [Contribution] {
        var terms =
            candidate.signals.map { collector.contributions(of: $0, blend: blend(for: run.prepared.query)) }
            ?? [popularityTerm(of: candidate.message, run.prepared.popularity)]
        if candidate.isLifted {
            let promoted = promotedCampaign(ofMessage: candidate.message, rules: run.prepared.rules)
            terms.append(promotionTerm(weight: candidate.promotion, campaign: promoted))
        }
        return terms
    }

    /// The term that lifts an item of a promoted campaign.
    func promotionTerm(weight: Double, campaign: Int32?) -> Contribution {
        let evidence = campaign.map { ordinal -> [Evidence] in
            let record = catalogue.campaigns[Int(ordinal)]
            return [.promotion(campaignID: record.id, name: record.name)]
        }
        return Contribution(term: "promotion", raw: 1, calibrated: 1, weight: weight, evidence: evidence ?? [])
    }

    /// The one term of a popular item's score.
    func popularityTerm(of message: Int32, _ popularity: Popularity) -> Contribution {
        let raw = popularity(message)
        return Contribution(
            term: "popularity", raw: raw, calibrated: snapshot.manifest.blend.popularityCalibration(raw), weight: 1,
            evidence: popularity.evidence(of: message))
    }
}

internal import Domain
internal import Features
internal import Forecasting
internal import Snapshots

/// One of the two snapshots of a diff, with the request made ready on it.
struct DiffSide {
    let engine: RecommendationEngine
    let prepared: PreparedRequest

    init(_ engine: RecommendationEngine, _ prepared: PreparedRequest) {
        self.engine = engine
        self.prepared = prepared
    }

    /// What one snapshot says of an item, whether it may be shown or not.
    struct Terms {
        let contributions: [Contribution]
        /// The messages whose mean the terms are: one for a message, the best ones of a campaign.
        let messages: [Int32]
        /// What the signals say of each of them; empty in a cold start.
        let signals: [SignalScores]
    }

    /// The terms of an item; nil where the snapshot cannot score it.
    func terms(of id: String) throws -> Terms? {
        switch prepared.request.target {
        case .message:
            guard let message = engine.corpus.ordinal(of: MessageID(id)) else { return nil }
            guard prepared.query.isPersonal else {
                return Terms(
                    contributions: [engine.popularityTerm(of: message, prepared.popularity)], messages: [message],
                    signals: [])
            }
            let signals = engine.retriever.scores(of: [message], for: prepared.query)
            return Terms(
                contributions: signals.flatMap { engine.blend.contributions(of: $0) }, messages: [message],
                signals: signals)
        case .campaign:
            guard let ordinal = engine.catalogue.campaignOrdinal(CampaignID(id)),
                let campaign = try engine.scoredCampaign(ordinal, for: prepared)
            else { return nil }
            return Terms(
                contributions: campaign.contributions, messages: campaign.members, signals: campaign.signals)
        }
    }

    /// The parts of what changed from this side to a later one; empty where only one of the two knows the asker.
    func moves(from first: Terms, to second: Terms, _ later: DiffSide) -> [RankingDiff.Move] {
        guard prepared.query.isPersonal == later.prepared.query.isPersonal else { return [] }
        return zip(first.contributions, second.contributions).map { start, end in
            // What this side's model would say of what the later snapshot knows.
            let middle = start.weight * known(second, to: later, term: start.term)
            let isIndex = isOtherIndex(SignalSource(rawValue: start.term), later)
            return RankingDiff.Move(
                source: start.term, events: isIndex ? 0 : middle - start.value, model: end.value - middle,
                index: isIndex ? middle - start.value : 0)
        }
    }

    /// The mean of this side's calibrated values of what a later snapshot says of its messages.
    private func known(_ terms: Terms, to later: DiffSide, term: String) -> Double {
        let parameters = engine.blend.parameters
        let values: [Double]
        if let source = SignalSource(rawValue: term) {
            values = terms.signals.map { scores in
                let raw = source == .forecast ? margin(of: scores.message, in: later) : scores[source]
                return parameters.calibration(of: source)(raw)
            }
        } else {
            values = terms.messages.map { parameters.popularityCalibration(later.prepared.popularity($0)) }
        }
        return values.reduce(0, +) / Double(max(1, values.count))
    }

    private func isOtherIndex(_ source: SignalSource?, _ later: DiffSide) -> Bool {
        let (old, new) = (engine.snapshot.manifest, later.engine.snapshot.manifest)
        return switch source {
        case .similarity: old.embeddingModel != new.embeddingModel
        case .graph: old.graph.recipe != new.graph.recipe
        case .forecast, nil: false
        }
    }

    /// This snapshot's forest about the features of a message of a later one.
    private func margin(of message: Int32, in later: DiffSide) -> Double {
        let contents = later.engine.snapshot.contents
        return Double(
            engine.snapshot.contents.forest.margin(
                contents.features.vector(user: later.prepared.query.user, message: message)))
    }
}

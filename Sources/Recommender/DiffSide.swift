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

    private var blend: Blend { engine.blend(for: prepared.query) }

    /// What one snapshot says of an item, whether it may be shown or not.
    struct Terms {
        let contributions: [Contribution]
        /// The messages whose mean the terms are: one for a message, the best ones of a campaign.
        let messages: [Int32]
        /// What the signals say of each of them; empty in a cold start.
        let signals: [SignalScores]

        var values: [(term: String, value: Double)] { contributions.map { ($0.term, $0.value) } }
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
                contributions: blend.scored(signals).flatMap(blend.contributions), messages: [message],
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
        let middle = known(second, to: later)
        let names = [first.values, second.values].max { $0.count < $1.count }?.map(\.term) ?? []
        return names.map { name in
            // A term that a side does not have adds nothing there.
            func value(_ terms: [(term: String, value: Double)]) -> Double {
                terms.first { $0.term == name }?.value ?? 0
            }
            let (start, middle, end) = (value(first.values), value(middle), value(second.values))
            let isIndex = isOtherIndex(SignalSource(rawValue: name), later)
            return RankingDiff.Move(
                source: name, events: isIndex ? 0 : middle - start, model: end - middle,
                index: isIndex ? middle - start : 0)
        }
    }

    /// What this side's model would say of what a later snapshot knows: the mean over the messages.
    private func known(_ terms: Terms, to later: DiffSide) -> [(term: String, value: Double)] {
        let each: [[Contribution]]
        if terms.signals.isEmpty {
            each = terms.messages.map { [engine.popularityTerm(of: $0, later.prepared.popularity)] }
        } else {
            each = blend.scored(
                terms.signals.map { scores in
                    SignalScores(
                        message: scores.message, similarity: scores.similarity, graph: scores.graph,
                        forecast: margin(of: scores.message, in: later))
                }
            ).map(blend.contributions)
        }
        return (each.first ?? []).indices.map { index in
            // In the order of operations in which a campaign's own terms are made: equal ones are equal bit by bit.
            let mean = each.reduce(0) { $0 + $1[index].calibrated } / Double(each.count)
            return (each[0][index].term, each[0][index].weight * mean)
        }
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

internal import Domain
internal import Features
internal import Forecasting
internal import Snapshots

/// What moved in the answer to one request between two snapshots, and what moved it.
///
/// The change of each term is split in parts that sum to it: the snapshot's new weight and calibration, and a new forest,
/// are the model's; another embedding model or graph method is the index's; all else that a source says differently comes
/// from events. What left or joined the list by a rule is the policy's, and says which rule.
package struct RankingDiff: Sendable, Equatable, Encodable {
    /// The ids of the two snapshots.
    package let from, to: String
    /// The items of both lists: those of the later one by rank, then those that left by their old rank.
    package let items: [Item]

    /// One item of either list.
    package struct Item: Sendable, Equatable, Encodable {
        package let id: String
        package let text: String
        /// The ranks in the two lists; nil where it is not listed.
        package let fromRank, toRank: Int?
        /// What it scores in the two snapshots; nil where it is not known.
        package let fromScore, toScore: Double?
        /// The parts of the change by source; empty where one of the snapshots cannot score it.
        package let moves: [Move]
        /// Why it is not in one of the lists; nil where it is in both.
        package let reason: String?

        private enum CodingKeys: String, CodingKey {
            case id, text, moves, reason
            case fromRank = "from_rank"
            case toRank = "to_rank"
            case fromScore = "from_score"
            case toScore = "to_score"
        }
    }

    /// The change of one term.
    package struct Move: Sendable, Equatable, Encodable {
        /// The source's name.
        package let source: String
        /// The parts of the change, by what caused them; they sum to the change up to rounding.
        package let events, model, index: Double
    }
}

extension RecommendationEngine {
    /// Compares the answers of two snapshots to one request, each at its own time.
    ///
    /// - Parameter queryVector: the embedding of the request's text, made by the model of both.
    /// - Throws: `RecommendationError` for a request that either cannot answer as asked, or that asks for campaigns.
    /// - Complexity: two requests, and for each item in one list only a question why it is not in the other.
    package func diff(
        _ request: RecommendationRequest, to later: RecommendationEngine, queryVector: [Float]?
    ) throws -> RankingDiff {
        guard request.target == .message else {
            throw RecommendationError.invalid(parameter: "target", expected: "message: campaigns have no diff")
        }
        let (old, new) = (snapshot.manifest, later.snapshot.manifest)
        let before = try recommend(request, queryVector: queryVector, now: old.asOf)
        let after = try later.recommend(request, queryVector: queryVector, now: new.asOf)
        let oldRanks = Dictionary(before.items.map { ($0.id, $0.rank) }, uniquingKeysWith: { first, _ in first })
        let newRanks = Dictionary(after.items.map { ($0.id, $0.rank) }, uniquingKeysWith: { first, _ in first })
        let oldQuery = try retriever.query(for: request, textVector: queryVector)
        let newQuery = try later.retriever.query(for: request, textVector: queryVector)
        let listed = after.items + before.items.filter { newRanks[$0.id] == nil }
        let items = try listed.map { item in
            let id = MessageID(item.id)
            let first = oldQuery.isPersonal ? signals(of: id, for: oldQuery) : nil
            let second = newQuery.isPersonal ? later.signals(of: id, for: newQuery) : nil
            let missing: RecommendationEngine? =
                newRanks[item.id] == nil ? later : oldRanks[item.id] == nil ? self : nil
            return RankingDiff.Item(
                id: item.id, text: item.text, fromRank: oldRanks[item.id], toRank: newRanks[item.id],
                fromScore: first.map { blend.ranked([$0])[0].score },
                toScore: second.map { later.blend.ranked([$0])[0].score },
                moves: first.flatMap { first in
                    second.map { moves(from: first, to: $0, later, id, user: request.userID) }
                } ?? [],
                reason: try missing.map {
                    try $0.whyNot(
                        request, message: id, queryVector: queryVector, now: $0.snapshot.manifest.asOf
                    ).sentence
                })
        }
        return RankingDiff(from: old.id, to: new.id, items: items)
    }

    private func signals(of id: MessageID, for query: Query) -> SignalScores? {
        corpus.ordinal(of: id).flatMap { retriever.scores(of: [$0], for: query).first }
    }

    private func moves(
        from first: SignalScores, to second: SignalScores, _ later: RecommendationEngine, _ id: MessageID, user: UserID?
    ) -> [RankingDiff.Move] {
        let (old, new) = (blend.parameters, later.blend.parameters)
        return SignalSource.allCases.map { source in
            func term(_ parameters: BlendParameters, _ raw: Double) -> Double {
                parameters.weights[source] * parameters.calibration(of: source)(raw)
            }
            let start = term(old, first[source])
            let end = term(new, second[source])
            // What the old model would have said of what the new snapshot knows.
            let known = source == .forecast ? margin(of: id, user: user, knownTo: later) : second[source]
            let middle = term(old, known)
            let isIndex =
                switch source {
                case .similarity: snapshot.manifest.embeddingModel != later.snapshot.manifest.embeddingModel
                case .graph: snapshot.manifest.graph.recipe != later.snapshot.manifest.graph.recipe
                case .forecast: false
                }
            return RankingDiff.Move(
                source: source.rawValue, events: isIndex ? 0 : middle - start, model: end - middle,
                index: isIndex ? middle - start : 0)
        }
    }

    /// This snapshot's forest about the features of a later one.
    private func margin(of id: MessageID, user: UserID?, knownTo later: RecommendationEngine) -> Double {
        guard let message = later.corpus.ordinal(of: id) else { return 0 }
        let ordinal = user.flatMap { later.catalogue.userOrdinal($0) }
        return Double(
            snapshot.contents.forest.margin(later.snapshot.contents.features.vector(user: ordinal, message: message)))
    }
}

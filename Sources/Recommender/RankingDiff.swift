package import Domain
internal import Features
internal import Forecasting
internal import Snapshots

/// What moved in the answer to one request between two snapshots, and what moved it.
///
/// The change of each term is split in parts that sum to it: the snapshot's new weight and calibration, and a new forest,
/// are the model's; another embedding model or graph method is the index's; all else that a source says differently comes
/// from events. What left or joined the list by a rule is the policy's, and says which rule. A term of a campaign is the
/// mean over its best messages in each snapshot; where others are the best, that is the events' doing.
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
        /// What it scores in the two snapshots, without promotion; nil where it is not known.
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
    /// Compares the answers of two snapshots to one request.
    ///
    /// - Parameters:
    ///   - queryVector: the embedding of the request's text, made by the model of both.
    ///   - times: when each answers; nil for each one's own time.
    /// - Throws: `RecommendationError` for a request that either cannot answer as asked.
    /// - Complexity: two requests, and for each item in one list only a question why it is not in the other.
    package func diff(
        _ request: RecommendationRequest, to later: RecommendationEngine, queryVector: [Float]?,
        times: (from: Instant, to: Instant)? = nil
    ) throws -> RankingDiff {
        let times = times ?? (snapshot.manifest.asOf, later.snapshot.manifest.asOf)
        let before = try recommend(request, queryVector: queryVector, now: times.from)
        let after = try later.recommend(request, queryVector: queryVector, now: times.to)
        let old = DiffSide(self, try prepare(request, queryVector: queryVector, now: times.from))
        let new = DiffSide(later, try later.prepare(request, queryVector: queryVector, now: times.to))
        let oldRanks = Dictionary(before.items.map { ($0.id, $0.rank) }, uniquingKeysWith: { first, _ in first })
        let newRanks = Dictionary(after.items.map { ($0.id, $0.rank) }, uniquingKeysWith: { first, _ in first })
        let listed = after.items + before.items.filter { newRanks[$0.id] == nil }
        let items = try listed.map { item in
            let (first, second) = (try old.terms(of: item.id), try new.terms(of: item.id))
            let missing: (engine: RecommendationEngine, time: Instant)? =
                newRanks[item.id] == nil ? (later, times.to) : oldRanks[item.id] == nil ? (self, times.from) : nil
            return RankingDiff.Item(
                id: item.id, text: item.text, fromRank: oldRanks[item.id], toRank: newRanks[item.id],
                fromScore: first.map { Contribution.sum($0.contributions) },
                toScore: second.map { Contribution.sum($0.contributions) },
                moves: first.flatMap { first in second.map { old.moves(from: first, to: $0, new) } } ?? [],
                reason: try missing.map { missing in
                    switch request.target {
                    case .message:
                        try missing.engine.whyNot(
                            request, message: MessageID(item.id), queryVector: queryVector, now: missing.time)
                    case .campaign:
                        try missing.engine.whyNot(
                            request, campaign: CampaignID(item.id), queryVector: queryVector, now: missing.time)
                    }
                }?.sentence)
        }
        return RankingDiff(from: snapshot.manifest.id, to: later.snapshot.manifest.id, items: items)
    }
}

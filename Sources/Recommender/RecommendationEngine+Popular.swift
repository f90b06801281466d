internal import Columns
internal import Domain
internal import Forecasting
internal import Graph
internal import Snapshots

extension RecommendationEngine {
    /// The answer for someone of whom nothing is known: what is popular, and says so.
    func popularMessages(
        _ request: RecommendationRequest, scope: [Int32]?, eligibility: Eligibility, mask: MessageMask
    ) -> Recommendation {
        let members = scope.map(Set.init)
        let depth = max(Retriever.proposals, 4 * request.limit)
        let popular = retriever.popular(depth) { mask.allows($0) && (members?.contains($0) ?? true) }
        var texts: Set<Int32> = []
        let distinct = popular.filter { texts.insert(catalogue.messageTexts[Int($0)]).inserted }
        let items = distinct.map { message in (message: message, term: popularityTerm(of: message)) }
            .filter { $0.term.value >= request.minimumScore }
            .prefix(request.limit)
            .enumerated()
            .map { index, entry in
                let campaign = campaign(ofMessage: entry.message, request: request, eligibility: eligibility)
                return RankedItem(
                    rank: index + 1, id: catalogue.messageID(entry.message).rawValue, target: .message,
                    campaignID: campaign?.id, text: catalogue.text(ofMessage: entry.message),
                    contributions: [entry.term],
                    reasons: reasons.popularity(
                        users: snapshot.contents.graph.userCount(ofMessage: entry.message), campaign: campaign),
                    rankWithout: [:], policy: ["cold start: nothing is known of this user, popular items are shown"])
            }
        return Recommendation(
            strategy: .coldStart, items: items, degraded: [:], candidateCount: popular.count)
    }

    /// The one term of a popular item's score.
    func popularityTerm(of message: Int32) -> Contribution {
        let graph = snapshot.contents.graph
        let popularity = graph.popularity(ofMessage: message)
        return Contribution(
            term: "popularity", raw: popularity, calibrated: blend.parameters.popularityCalibration(popularity),
            weight: 1, evidence: [.popularity(users: graph.userCount(ofMessage: message), weight: popularity)])
    }
}

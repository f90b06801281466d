package import Domain
package import Recommender
package import Records

/// The answer of `/recommendations`, as JSON.
package struct RecommendationDocument: Equatable, Sendable {
    /// The name under which the explanation is kept.
    package let recommendationID: String
    /// For whom; nil for an anonymous visitor.
    package let userID: UserID?
    /// The snapshot it was computed on.
    package let snapshotID: String
    /// The forecast model of that snapshot.
    package let modelVersion: String
    /// How the items were found.
    package let strategy: Strategy
    /// When it was computed; a cached answer keeps its first time.
    package let generatedAt: Instant
    /// Where it came from.
    package let cache: CacheOutcome
    /// Sources that could not take part and why.
    package let degraded: [String: String]
    /// The items, best first.
    package let items: [RecommendedItemDocument]

    /// Describes what the engine found.
    package init(
        recommendationID: String, query: RecommendationQuery, snapshotID: String, modelVersion: String,
        generatedAt: Instant, cache: CacheOutcome, recommendation: Recommendation
    ) {
        self.recommendationID = recommendationID
        self.userID = query.request.userID
        self.snapshotID = snapshotID
        self.modelVersion = modelVersion
        self.strategy = recommendation.strategy
        self.generatedAt = generatedAt
        self.cache = cache
        self.degraded = recommendation.degraded
        self.items = recommendation.items.map { RecommendedItemDocument($0, explain: query.explain) }
    }

    /// The document in the order of its documentation.
    package func json() -> [UInt8] { encoded().bytes }

    /// The document, and where in it the value of `cache` stands, quotes included, so that it can be replaced.
    ///
    /// - Parameter explanations: the explanations of the items as JSON, where they are written already.
    func encoded(explanations: [[UInt8]]? = nil) -> (bytes: [UInt8], cacheValue: Range<Int>) {
        let explained = items.contains { $0.explanation != nil }
        let size = 768 + (explained ? (explanations?.first?.count ?? 4096) + 512 : 0)
        var writer = JSONWriter(capacity: 1024 + items.count * size)
        var cacheValue = 0..<0
        writer.object { writer in
            writer.member("recommendation_id", recommendationID)
            writer.member("user_id", userID?.rawValue)
            writer.member("snapshot_id", snapshotID)
            writer.member("model_version", modelVersion)
            writer.member("strategy", strategy.rawValue)
            writer.member("generated_at", generatedAt.description)
            writer.key("cache")
            let start = writer.bytes.count
            writer.string(cache.rawValue)
            cacheValue = start..<writer.bytes.count
            writer.member("degraded", degraded)
            writer.key("items")
            writer.array(items.enumerated()) { writer, item in
                item.element.write(to: &writer, explanation: explanations?[item.offset])
            }
        }
        return (writer.bytes, cacheValue)
    }
}

extension RecommendationDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case recommendationID = "recommendation_id"
        case userID = "user_id"
        case snapshotID = "snapshot_id"
        case modelVersion = "model_version"
        case strategy
        case generatedAt = "generated_at"
        case cache, degraded, items
    }
}

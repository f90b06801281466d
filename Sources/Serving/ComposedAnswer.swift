package import Domain
package import Recommender
package import Records
internal import Snapshots

/// Everything that is made of one recommendation: the answer, its explanation, and the row that keeps both.
///
/// Server and command line compose their answers here, so an explanation is never computed a second way.
package struct ComposedAnswer: Sendable {
    package let document: RecommendationDocument
    package let explanation: ExplanationDocument
    /// The row for the recommendation log.
    package let stored: StoredRecommendation
    /// The answer's JSON, ready for the cache.
    package let cached: CachedAnswer

    /// Composes the answer.
    ///
    /// - Parameters:
    ///   - engine: what answered.
    ///   - id: the recommendation's name; nil for a new one.
    package static func make(
        _ recommendation: Recommendation, query: RecommendationQuery, engine: RecommendationEngine,
        generatedAt: Instant, cache: CacheOutcome, id: String? = nil
    ) -> ComposedAnswer {
        let manifest = engine.snapshot.manifest
        var generator = SystemRandomNumberGenerator()
        let id = id ?? RecommendationID.make(at: generatedAt, using: &generator)
        let document = RecommendationDocument(
            recommendationID: id, query: query, snapshotID: manifest.id, modelVersion: manifest.modelVersion,
            generatedAt: generatedAt, cache: cache, recommendation: recommendation)
        let explanation = ExplanationDocument(
            recommendationID: id, query: query, snapshotID: manifest.id, modelVersion: manifest.modelVersion,
            policyVersion: RecommendationEngine.policyVersion, freshUntil: engine.tail.until,
            generatedAt: generatedAt,
            recommendation: recommendation)
        let items = explanation.items.map { $0.json() }
        let (body, cacheValue) = document.encoded(explanations: items)
        return ComposedAnswer(
            document: document, explanation: explanation,
            stored: StoredRecommendation(
                id: id, createdAt: generatedAt, userID: query.request.userID, snapshotID: manifest.id,
                requestJSON: String(decoding: query.json(), as: UTF8.self),
                answerJSON: String(decoding: body, as: UTF8.self),
                explanationJSON: String(decoding: explanation.json(items: items), as: UTF8.self)),
            cached: CachedAnswer(body: body, cacheValue: cacheValue))
    }
}

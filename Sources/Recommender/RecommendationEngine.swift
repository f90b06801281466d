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
    /// Every message but the withdrawn ones, copied for each request.
    let baseMask: MessageMask

    /// Changes whenever the rules after ranking change, so that cached answers of other rules are not served.
    package static let policyVersion = "2"

    /// Answers from `snapshot`.
    ///
    /// - Parameter index: what searches its texts in place of its own index, for one that watches that; nil for its own.
    package init(snapshot: Snapshot, index: (any VectorIndex)? = nil) {
        self.snapshot = snapshot
        self.retriever = Retriever(contents: snapshot.contents, index: index)
        self.blend = Blend(snapshot.manifest.blend)
        self.reasons = Reasons(
            eventTypes: snapshot.manifest.eventTypes, horizonDays: snapshot.manifest.blend.horizonDays)
        self.baseMask = MessageMask(catalogue: snapshot.contents.catalogue)
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
        let prepared = try prepare(request, queryVector: queryVector, now: now)
        return switch request.target {
        case .message: recommendation(of: try run(prepared))
        case .campaign: try recommendCampaigns(prepared)
        }
    }

    func validate(_ request: RecommendationRequest, queryVector: [Float]?) throws {
        try request.validate()
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

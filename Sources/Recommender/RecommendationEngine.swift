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
    /// How queries are scored that stand on what the snapshot knows.
    private let blend: Blend
    /// How all others are scored.
    private let listeningBlend: Blend
    let reasons: Reasons
    /// Every message of the snapshot but the withdrawn ones.
    private let snapshotMask: MessageMask
    /// Every message of the corpus but the withdrawn ones, copied for each request.
    let baseMask: MessageMask

    /// Changes whenever the rules after ranking change, so that cached answers of other rules are not served.
    package static let policyVersion = "2"

    /// Answers from `snapshot`.
    ///
    /// - Parameters:
    ///   - tail: what has arrived since it was built.
    ///   - index: what searches its texts in place of its own index, for one that watches that; nil for its own.
    package init(snapshot: Snapshot, tail: FreshTail = FreshTail(), index: (any VectorIndex)? = nil) {
        self.snapshot = snapshot
        self.retriever = Retriever(contents: snapshot.contents, tail: tail, index: index)
        self.blend = Blend(snapshot.manifest.blend, forest: snapshot.contents.ranker)
        self.listeningBlend = blend.listening
        self.reasons = Reasons(eventTypes: snapshot.manifest.eventTypes, blend: snapshot.manifest.blend)
        self.snapshotMask = MessageMask(catalogue: snapshot.contents.catalogue)
        self.baseMask = snapshotMask.covering(retriever.corpus)
    }

    /// The same engine with another tail; whoever asks the present one is not disturbed.
    ///
    /// - Complexity: O(messages / 64).
    package func with(tail: FreshTail) -> RecommendationEngine {
        RecommendationEngine(copying: self, tail: tail)
    }

    private init(copying other: RecommendationEngine, tail: FreshTail) {
        snapshot = other.snapshot
        retriever = Retriever(contents: other.snapshot.contents, tail: tail, index: other.retriever.index)
        blend = other.blend
        listeningBlend = other.listeningBlend
        reasons = other.reasons
        snapshotMask = other.snapshotMask
        baseMask = other.snapshotMask.covering(retriever.corpus)
    }

    /// How a query is scored.
    func blend(for query: Query) -> Blend { query.isFresh ? listeningBlend : blend }

    /// What has arrived since the snapshot was built.
    package var tail: FreshTail { retriever.corpus.tail }

    var catalogue: CatalogueColumns { snapshot.contents.catalogue }
    var corpus: Corpus { retriever.corpus }

    /// Answers one request.
    ///
    /// - Parameters:
    ///   - queryVector: the embedding of `request.text`; needed when the request has a text.
    ///   - now: the time that campaigns' dates are compared with.
    ///   - finished: called after each stage; an answer about campaigns has only its query apart.
    /// - Throws: `RecommendationError` for a request that cannot be answered as asked.
    package func recommend(
        _ request: RecommendationRequest, queryVector: [Float]?, now: Instant,
        finished: (AnswerStage) -> Void = { _ in }
    ) throws -> Recommendation {
        try validate(request, queryVector: queryVector)
        let prepared = try prepare(request, queryVector: queryVector, now: now)
        finished(.query)
        let answer =
            switch request.target {
            case .message: recommendation(of: try run(prepared, finished: finished))
            case .campaign: try recommendCampaigns(prepared)
            }
        finished(.explain)
        return answer
    }

    /// Who could not take part, and why.
    var degraded: [String: String] {
        let waiting = tail.waitingCount
        return waiting == 0
            ? [:]
            : [
                "fresh_messages":
                    "\(Reasons.counted(waiting, "new message waits", "new messages wait")) for a text model"
            ]
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

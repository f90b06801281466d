internal import Domain
internal import Recommender
internal import SemanticSearch
internal import Snapshots

/// Checks a finished build the way a reader would use it, before anyone can: the stage `validate`.
enum SnapshotValidation {
    /// How many vectors and users are sampled.
    static let sampleSize = 100
    /// The least recall@10 of the vector index that may be published.
    static let leastRecall = 0.9

    /// recall@10 of the approximate index against the exact one, on a sample of the catalogue's own vectors.
    static func vectorRecall(of contents: SnapshotContents, seed: UInt64) throws -> Double {
        let count = contents.embeddings.count
        let k = min(10, count)
        guard k > 0 else { return 1 }
        let exact = ExactIndex(vectors: contents.embeddings, metric: .innerProduct)
        var random = SeededHash(seed: seed, 2)
        var found = 0
        var wanted = 0
        for _ in 0..<min(sampleSize, count) {
            let query = contents.embeddings.row(Int(random.next() % UInt64(count)))
            let truth = try exact.search(query, k: k, filter: nil).neighbors
            let approximate = try contents.index.search(query, k: k, filter: nil).neighbors
            // Equal similarities are equally right: an item counts when it is as near as the k-th true neighbour.
            let bound = truth.last?.similarity ?? 0
            found += min(k, approximate.count { $0.similarity >= bound })
            wanted += k
        }
        return Double(found) / Double(wanted)
    }

    /// Asks the draft, opened from disk, and the build in memory the same questions; the answers must be the same bits.
    static func check(_ draft: Snapshot, against contents: SnapshotContents) throws {
        try draft.contents.index.graph.assertValid()
        guard draft.manifest.quality.vectorRecallAt10 >= leastRecall else {
            throw IndexingError.validationFailed(
                check: "recall@10 of the vector index is at least \(leastRecall)",
                found: "\(draft.manifest.quality.vectorRecallAt10)")
        }
        let engine = RecommendationEngine(snapshot: draft)
        let memory = Retriever(contents: contents)
        let disk = Retriever(contents: draft.contents)
        let userCount = contents.catalogue.userCount
        let step = max(1, userCount / sampleSize)
        for user in stride(from: 0, to: userCount, by: step) {
            let ordinal = Int32(user)
            let expected = try scores(of: ordinal, by: memory)
            guard try scores(of: ordinal, by: disk) == expected else {
                throw IndexingError.validationFailed(
                    check: "the snapshot read back scores as the build did", found: "user ordinal \(user) differs")
            }
            guard expected.allSatisfy({ $0.similarity.isFinite && $0.graph.isFinite && $0.forecast.isFinite }) else {
                throw IndexingError.validationFailed(
                    check: "every score is a finite number", found: "user ordinal \(user) has one that is not")
            }
            try check(engine, user: contents.catalogue.userID(ordinal))
        }
        try check(engine, user: nil)
    }

    private static func scores(of user: Int32, by retriever: Retriever) throws -> [SignalScores] {
        let query = retriever.query(user: user)
        let candidates = try retriever.candidates(
            for: query, scope: nil, mask: MessageMask(catalogue: retriever.contents.catalogue), proposals: 20)
        return retriever.scores(of: candidates, for: query)
    }

    private static func check(_ engine: RecommendationEngine, user: UserID?) throws {
        let answer = try engine.recommend(
            RecommendationRequest(userID: user, limit: 3), queryVector: nil, now: engine.snapshot.manifest.asOf)
        for item in answer.items where item.score != Contribution.sum(item.contributions) || !item.score.isFinite {
            throw IndexingError.validationFailed(
                check: "contributions sum to the score", found: "item \(item.id) scores \(item.score)")
        }
    }
}

import Columns
import SemanticSearch
import Testing

@Suite("Recall")
struct RecallTests {
    @Test("The exact index finds everything of itself")
    func perfect() throws {
        let samples = try VectorSamples(count: 500, dimension: 6, queries: 20)
        let exact = ExactIndex(vectors: samples.column, metric: .cosine)
        let recall = try Recall.measure(exact, against: exact, queries: samples.queries, k: 10)
        #expect(recall.mean == 1)
        #expect(recall.worst == 1)
    }

    @Test("Equal similarities stand for each other, missing results count as missed")
    func share() {
        let truth = [Neighbor(ordinal: 1, similarity: 3), Neighbor(ordinal: 2, similarity: 2)]
        #expect(Recall.share(of: truth, in: truth) == 1)
        #expect(Recall.share(of: truth, in: [truth[0], Neighbor(ordinal: 9, similarity: 2)]) == 1)
        #expect(Recall.share(of: truth, in: [truth[0], Neighbor(ordinal: 9, similarity: 1)]) == 0.5)
        #expect(Recall.share(of: truth, in: [truth[0]]) == 0.5)
        #expect(Recall.share(of: truth, in: []) == 0)
        #expect(Recall.share(of: [], in: truth) == 1)
    }

    @Test("The mean and the worst query are reported")
    func worst() throws {
        let samples = try VectorSamples(count: 500, dimension: 6, queries: 4)
        let exact = ExactIndex(vectors: samples.column, metric: .squaredL2)
        var asked = 0
        let recall = try Recall.measure(against: exact, queries: samples.queries, k: 4) { query in
            asked += 1
            return try exact.search(query, k: asked)
        }
        #expect(recall.mean == 0.625)
        #expect(recall.worst == 0.25)
        #expect(recall.queries == 4)
        #expect(recall.k == 4)
    }
}

package import Domain
internal import SemanticSearch
internal import Snapshots

/// A message near another one in meaning.
package struct SimilarMessage: Sendable, Equatable {
    package let id: MessageID
    package let text: String
    /// The exact cosine of the two embeddings, −1 to 1.
    package let similarity: Double
}

extension RecommendationEngine {
    /// The messages nearest in meaning to `message`, without itself and without withdrawn ones, nearest first.
    ///
    /// Messages of the same text have similarity 1 and come first, in the order of their ids.
    ///
    /// - Throws: `RecommendationError.unknownMessage`.
    package func similar(to message: MessageID, limit: Int) throws -> [SimilarMessage] {
        guard let anchor = corpus.ordinal(of: message) else {
            throw RecommendationError.unknownMessage(parameter: "id", id: message.rawValue)
        }
        let vector = retriever.vector(of: anchor)
        let textCount = catalogue.texts.count
        // Each text has a message, so `limit` + 1 texts are enough, the anchor's own being one, unless some are
        // withdrawn: then the search is widened.
        var wanted = min(max(0, limit) + 1, textCount)
        var found = try visibleMessages(near: vector, texts: wanted, without: anchor)
        while found.count < limit, wanted < textCount {
            wanted = min(2 * wanted, textCount)
            found = try visibleMessages(near: vector, texts: wanted, without: anchor)
        }
        return found.prefix(max(0, limit)).map {
            SimilarMessage(
                id: corpus.id(of: $0.message), text: corpus.text(of: $0.message),
                similarity: $0.similarity)
        }
    }

    private func visibleMessages(
        near vector: [Float], texts: Int, without anchor: Int32
    ) throws -> [(message: Int32, similarity: Double)] {
        let known = try retriever.index.search(vector, k: texts, filter: nil).neighbors
            .flatMap { catalogue.messages(ofText: $0.ordinal) }
        return (known + corpus.freshMessages)
            .filter { $0 != anchor && !corpus.isHidden($0) }
            .map { (message: $0, similarity: retriever.similarity(of: $0, to: vector)) }
            .sorted { ($0.similarity, $1.message) > ($1.similarity, $0.message) }
    }
}

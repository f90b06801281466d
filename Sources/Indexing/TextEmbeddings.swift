internal import Columns
package import SemanticSearch
package import Snapshots

/// The embeddings of all distinct texts, and how many of them had to be computed: the output of the stage `encode`.
package struct TextEmbeddings: Sendable {
    /// One unit vector a text, in the order of the catalogue's texts.
    package let vectors: VectorColumn
    /// How many texts were new.
    package let encoded: Int
    /// How many vectors were taken over from the previous snapshot.
    package let reused: Int

    /// Encodes the texts that `previous` does not hold; the same model gives the same bytes, so reuse changes nothing.
    package static func make(
        texts: StringTable, encoder: SentenceEncoder, previous: Snapshot?, threads: Int,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?
    ) throws -> TextEmbeddings {
        let known = previous.flatMap { snapshot in
            snapshot.manifest.embeddingModel == encoder.modelID
                && snapshot.contents.embeddings.dimension == encoder.dimension ? snapshot.contents : nil
        }
        let dimension = encoder.dimension
        var values = [Float](repeating: 0, count: texts.count * dimension)
        var missing: [Int] = []
        for index in 0..<texts.count {
            if let known, let ordinal = known.catalogue.texts.ordinal(of: texts[index]) {
                values.replaceSubrange(
                    index * dimension..<(index + 1) * dimension, with: known.embeddings.row(Int(ordinal)))
            } else {
                missing.append(index)
            }
        }
        let total = missing.count
        let fresh = try encoder.encode(
            missing.map { texts[$0] }, threads: threads, progress: { done in progress?(done, total) })
        for (position, index) in missing.enumerated() {
            values.replaceSubrange(
                index * dimension..<(index + 1) * dimension,
                with: fresh[position * dimension..<(position + 1) * dimension])
        }
        return TextEmbeddings(
            vectors: try VectorColumn(values: FlatColumn(values), dimension: dimension), encoded: missing.count,
            reused: texts.count - missing.count)
    }
}

internal import CKernels
internal import Columns

/// The weights of a BERT encoder: the embeddings as they lie in the file, the layers packed.
///
/// - Thread safety: immutable.
struct BertWeights: Sendable {
    /// A layer normalisation's scale and shift.
    struct Normalisation: Sendable {
        let gamma: FlatColumn<Float>
        let beta: FlatColumn<Float>
    }

    /// One transformer layer.
    struct Layer: Sendable {
        /// Query, key and value side by side.
        let attention: EncoderLinear
        let attentionOutput: EncoderLinear
        let attentionNormalisation: Normalisation
        let intermediate: EncoderLinear
        let output: EncoderLinear
        let outputNormalisation: Normalisation
    }

    let words: FlatColumn<Float>
    let positions: FlatColumn<Float>
    let types: FlatColumn<Float>
    let embeddingNormalisation: Normalisation
    let layers: [Layer]

    /// Takes the tensors that `configuration` calls for out of `file` and packs them.
    ///
    /// - Throws: `EncoderError.tensor` for one that is missing, of another type or shape, or not finite.
    /// - Complexity: reads every weight once and copies the layers.
    init(_ file: SafetensorsFile, _ configuration: BertConfiguration) throws(EncoderError) {
        let prefix = file.tensors["bert.embeddings.word_embeddings.weight"] == nil ? "" : "bert."
        func tensor(_ name: String, _ shape: Int...) throws(EncoderError) -> FlatColumn<Float> {
            let column = try file.floats(prefix + name, shape: shape)
            guard column.withUnsafeBuffer({ ck_all_finite($0.baseAddress, $0.count) }) == 1 else {
                throw .tensor(file: file.path, name: prefix + name, reason: "holds numbers that are not finite")
            }
            return column
        }
        let dimension = configuration.dimension
        let inner = configuration.intermediateSize
        func normalisation(_ name: String) throws(EncoderError) -> Normalisation {
            Normalisation(
                gamma: try tensor(name + ".weight", dimension), beta: try tensor(name + ".bias", dimension))
        }
        func part(
            _ name: String, _ outputs: Int, _ inputs: Int
        ) throws(EncoderError) -> (weight: FlatColumn<Float>, bias: FlatColumn<Float>) {
            (try tensor(name + ".weight", outputs, inputs), try tensor(name + ".bias", outputs))
        }
        words = try tensor("embeddings.word_embeddings.weight", configuration.vocabularySize, dimension)
        positions = try tensor("embeddings.position_embeddings.weight", configuration.positionCount, dimension)
        types = try tensor("embeddings.token_type_embeddings.weight", configuration.typeCount, dimension)
        embeddingNormalisation = try normalisation("embeddings.LayerNorm")
        var layers: [Layer] = []
        for index in 0..<configuration.layerCount {
            let layer = "encoder.layer.\(index)."
            let query = try part(layer + "attention.self.query", dimension, dimension)
            let key = try part(layer + "attention.self.key", dimension, dimension)
            let value = try part(layer + "attention.self.value", dimension, dimension)
            let attentionOutput = try part(layer + "attention.output.dense", dimension, dimension)
            let intermediate = try part(layer + "intermediate.dense", inner, dimension)
            let output = try part(layer + "output.dense", dimension, inner)
            layers.append(
                Layer(
                    attention: .floats(PackedLinear([query, key, value], depth: dimension)),
                    attentionOutput: .floats(PackedLinear([attentionOutput], depth: dimension)),
                    attentionNormalisation: try normalisation(layer + "attention.output.LayerNorm"),
                    intermediate: .floats(PackedLinear([intermediate], depth: dimension)),
                    output: .floats(PackedLinear([output], depth: inner)),
                    outputNormalisation: try normalisation(layer + "output.LayerNorm")))
        }
        self.layers = layers
    }

    private init(_ other: BertWeights, layers: [Layer]) {
        words = other.words
        positions = other.positions
        types = other.types
        embeddingNormalisation = other.embeddingNormalisation
        self.layers = layers
    }

    /// The same weights with the linear layers in 8-bit codes, balanced by what was met at their inputs.
    func quantised(_ ranges: ActivationRanges, _ kernels: EncoderKernels) -> BertWeights {
        let layers = layers.enumerated().map { index, layer in
            func greatest(_ linear: Int) -> [Float] { ranges.greatest[4 * index + linear] }
            return Layer(
                attention: layer.attention.quantised(balancing: greatest(0), kernels),
                attentionOutput: layer.attentionOutput.quantised(balancing: greatest(1), kernels),
                attentionNormalisation: layer.attentionNormalisation,
                intermediate: layer.intermediate.quantised(balancing: greatest(2), kernels),
                output: layer.output.quantised(balancing: greatest(3), kernels),
                outputNormalisation: layer.outputNormalisation)
        }
        return BertWeights(self, layers: layers)
    }
}

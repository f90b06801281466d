internal import CKernels

/// What opening a model in int8 does beyond fp32.
extension SentenceEncoder {
    /// The sizes of the linear layers' inputs while some sentences are encoded in floats.
    ///
    /// - Complexity: the time of encoding about twenty sentences.
    static func calibrate(
        _ weights: BertWeights, _ configuration: BertConfiguration, _ tokenizer: WordPieceTokenizer,
        _ kernels: EncoderKernels
    ) -> ActivationRanges {
        let ranges = ActivationRanges(configuration)
        let workspace = EncoderWorkspace(configuration, .fp32, capacity: configuration.maximumTokens)
        let forward = BertForward(configuration: configuration, weights: weights, kernels: kernels, ranges: ranges)
        var vector = [Float](repeating: 0, count: configuration.dimension)
        for sentence in ActivationRanges.sentences {
            let tokens = tokenizer.tokenize(sentence)
            forward.run(tokens: tokens[...], lengths: [tokens.count], workspace: workspace, out: &vector)
        }
        return ranges
    }

    /// Refuses a model whose sums of products could leave 32 bits.
    static func requireDepths(
        _ configuration: BertConfiguration, _ directory: ModelDirectory
    ) throws(EncoderError) {
        for (setting, depth) in [
            ("hidden_size", configuration.dimension), ("intermediate_size", configuration.intermediateSize),
        ] where depth > Int(CK_QUANTISED_DEPTH) {
            throw .unsupported(
                file: directory.file("config.json"), setting: setting, found: "\(depth)",
                expected: "at most \(CK_QUANTISED_DEPTH) in int8")
        }
    }
}

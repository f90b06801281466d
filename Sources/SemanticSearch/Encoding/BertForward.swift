internal import CKernels
internal import Columns

/// The forward pass of a BERT encoder over a packed batch.
///
/// The transformer encoder of Devlin et al. (2019), with the exact GELU and normalisation after each residual.
///
/// Every row is computed by the same operations in the same order whatever rows lie beside it, so the vector of a text
/// has the same bits alone and in any batch.
struct BertForward {
    let configuration: BertConfiguration
    let weights: BertWeights
    let kernels: EncoderKernels
    /// Told the input of each linear layer, where there is one.
    var ranges: ActivationRanges?

    /// Encodes texts whose token ids lie one after another in `tokens` and writes one unit vector a text to `out`.
    ///
    /// The lengths sum to the number of tokens, which the workspace has room for; ids are below the vocabulary's size.
    func run(
        tokens: ArraySlice<Int32>, lengths: ArraySlice<Int>, workspace: EncoderWorkspace,
        out: UnsafeMutablePointer<Float>
    ) {
        let rows = tokens.count
        precondition(rows <= workspace.capacity, "the batch is larger than its workspace")
        embed(tokens, lengths, workspace)
        for (index, layer) in weights.layers.enumerated() {
            ranges?.observe(4 * index, rows, workspace.hidden, stride: workspace.hiddenStride)
            layer.attention.apply(
                kernels, input: workspace.hidden, inputStride: workspace.hiddenStride, rows: rows,
                output: workspace.projected, workspace: workspace)
            attend(lengths, workspace)
            ranges?.observe(4 * index + 1, rows, workspace.context, stride: workspace.hiddenStride)
            layer.attentionOutput.apply(
                kernels, input: workspace.context, inputStride: workspace.hiddenStride, rows: rows,
                output: workspace.hidden, workspace: workspace, addsToOutput: true)
            normalise(workspace, rows, layer.attentionNormalisation)
            ranges?.observe(4 * index + 2, rows, workspace.hidden, stride: workspace.hiddenStride)
            layer.intermediate.apply(
                kernels, input: workspace.hidden, inputStride: workspace.hiddenStride, rows: rows,
                output: workspace.inner, workspace: workspace, gelu: true)
            ranges?.observe(4 * index + 3, rows, workspace.inner, stride: workspace.innerStride)
            layer.output.apply(
                kernels, input: workspace.inner, inputStride: workspace.innerStride, rows: rows,
                output: workspace.hidden, workspace: workspace, addsToOutput: true)
            normalise(workspace, rows, layer.outputNormalisation)
        }
        pool(lengths, workspace, out)
    }

    private func embed(_ tokens: ArraySlice<Int32>, _ lengths: ArraySlice<Int>, _ workspace: EncoderWorkspace) {
        let dimension = configuration.dimension
        weights.words.withUnsafeBuffer { words in
            weights.positions.withUnsafeBuffer { positions in
                weights.types.withUnsafeBuffer { types in
                    var row = 0
                    for length in lengths {
                        for position in 0..<length {
                            let token = Int(tokens[tokens.startIndex + row])
                            ck_add_embeddings(
                                words.baseAddress.map { $0 + token * dimension }, types.baseAddress,
                                positions.baseAddress.map { $0 + position * dimension }, dimension,
                                workspace.hidden + row * workspace.hiddenStride)
                            row += 1
                        }
                    }
                }
            }
        }
        normalise(workspace, tokens.count, weights.embeddingNormalisation)
    }

    private func normalise(_ workspace: EncoderWorkspace, _ rows: Int, _ normalisation: BertWeights.Normalisation) {
        normalisation.gamma.withUnsafeBuffer { gamma in
            normalisation.beta.withUnsafeBuffer { beta in
                kernels.floats.pointee.layer_norm(
                    workspace.hidden, rows, workspace.hiddenStride, configuration.dimension, gamma.baseAddress,
                    beta.baseAddress, configuration.normalisationEpsilon)
            }
        }
    }

    private func attend(_ lengths: ArraySlice<Int>, _ workspace: EncoderWorkspace) {
        let headDimension = configuration.dimension / configuration.headCount
        let stride = 3 * workspace.hiddenStride
        var row = 0
        for length in lengths {
            let query = workspace.projected + row * stride
            var task = ck_attention(
                query: query, key: query + workspace.hiddenStride, value: query + 2 * workspace.hiddenStride,
                stride: stride, length: length, heads: configuration.headCount, head_dimension: headDimension,
                scale: 1 / Float(headDimension).squareRoot(),
                context: workspace.context + row * workspace.hiddenStride, context_stride: workspace.hiddenStride,
                scratch: workspace.scratch)
            kernels.floats.pointee.attention(&task)
            row += length
        }
    }

    private func pool(_ lengths: ArraySlice<Int>, _ workspace: EncoderWorkspace, _ out: UnsafeMutablePointer<Float>) {
        var row = 0
        var out = out
        for length in lengths {
            kernels.floats.pointee.mean_unit(
                workspace.hidden + row * workspace.hiddenStride, configuration.pooling == .mean ? length : 1,
                workspace.hiddenStride, configuration.dimension, out)
            row += length
            out += configuration.dimension
        }
    }
}

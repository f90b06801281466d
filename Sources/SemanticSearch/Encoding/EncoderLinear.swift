/// A linear layer of an encoder, in the precision that it was opened with.
///
/// - Thread safety: immutable.
enum EncoderLinear: Sendable {
    case floats(PackedLinear)
    case codes(QuantisedLinear)

    /// Writes the layer's output for `rows` rows, after GELU where asked, or with `output` itself added to it.
    func apply(
        _ kernels: EncoderKernels, input: UnsafePointer<Float>, inputStride: Int, rows: Int,
        output: UnsafeMutablePointer<Float>, workspace: EncoderWorkspace, gelu: Bool = false,
        addsToOutput: Bool = false
    ) {
        switch self {
        case .floats(let linear):
            linear.apply(
                kernels.floats, input: input, inputStride: inputStride, rows: rows, output: output, gelu: gelu,
                addsToOutput: addsToOutput)
        case .codes(let linear):
            linear.apply(
                kernels.codes, input: input, inputStride: inputStride, rows: rows, output: output,
                workspace: workspace, gelu: gelu, addsToOutput: addsToOutput)
        }
    }

    /// The layer in codes, balanced by the greatest size of each of its inputs.
    func quantised(balancing greatest: [Float], _ kernels: EncoderKernels) -> EncoderLinear {
        switch self {
        case .floats(let linear): .codes(QuantisedLinear(linear, balancing: greatest, kernels.codes))
        case .codes: self
        }
    }
}

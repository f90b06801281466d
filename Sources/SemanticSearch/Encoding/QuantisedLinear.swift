internal import CKernels
internal import Columns

/// A linear layer with 8-bit weights, one scale for each output, whose inputs are turned into 8-bit codes row by row.
///
/// A few inputs of a BERT layer are much greater than the others and would take the range of a row's codes for
/// themselves. Each input is therefore divided by √(a/w), and its weights multiplied by it, where a is the greatest size
/// of the input in a calibration and w of its weights: half of the difficulty moves to the weights (SmoothQuant, Xiao
/// et al. 2023, with α = 1/2).
///
/// - Thread safety: immutable.
struct QuantisedLinear: Sendable {
    private let depth: Int
    private let columns: Int
    private let panels: FlatColumn<UInt8>
    private let factors: FlatColumn<Float>
    private let scales: FlatColumn<Float>
    private let sums: FlatColumn<Int32>
    private let bias: FlatColumn<Float>

    /// Quantises a layer's weights and packs them for `kernels`.
    ///
    /// - Complexity: reads every weight a few times.
    init(_ linear: PackedLinear, balancing greatest: [Float], _ kernels: UnsafePointer<ck_quantised_kernels>) {
        let depth = linear.depth
        let columns = linear.columns
        let factors = Self.factors(linear, greatest)
        let codeBytes = kernels.pointee.code_bytes
        let panelBytes = (depth + 3) / 4 * 4 * codeBytes
        var codes = [Int8](repeating: 0, count: columns * depth)
        var scales = [Float](repeating: 0, count: columns)
        var sums = [Int32](repeating: 0, count: columns)
        panels = FlatColumn(count: columns * panelBytes) { out in
            scales.withUnsafeMutableBufferPointer { scales in
                sums.withUnsafeMutableBufferPointer { sums in
                    var column = 0
                    for part in linear.parts {
                        let width = part.bias.count
                        part.weight.withUnsafeBuffer { weights in
                            ck_quantise_weights(
                                weights.baseAddress, width, depth, factors, &codes,
                                scales.baseAddress.map { $0 + column }, sums.baseAddress.map { $0 + column })
                        }
                        kernels.pointee.pack(
                            codes, width, depth,
                            out.baseAddress.map { UnsafeMutableRawPointer($0 + column * panelBytes) })
                        column += PackedLinear.padded(width)
                    }
                }
            }
        }
        self.depth = depth
        self.columns = columns
        self.factors = FlatColumn(factors)
        self.scales = FlatColumn(scales)
        self.sums = FlatColumn(sums)
        bias = linear.bias
    }

    /// What each input is multiplied by, zeros up to a whole panel after them.
    private static func factors(_ linear: PackedLinear, _ greatest: [Float]) -> [Float] {
        var weights = [Float](repeating: 0, count: linear.depth)
        for part in linear.parts {
            part.weight.withUnsafeBuffer { numbers in
                for start in stride(from: 0, to: numbers.count, by: linear.depth) {
                    for input in 0..<linear.depth {
                        weights[input] = max(weights[input], abs(numbers[start + input]))
                    }
                }
            }
        }
        // A calibration cannot show how great an input gets that it does not touch.
        func floored(_ sizes: [Float]) -> [Float] {
            let floor = 0.01 * (sizes.max() ?? 0)
            return sizes.map { max($0, floor) }
        }
        var factors = [Float](repeating: 0, count: PackedLinear.padded(linear.depth))
        for (input, (weight, size)) in zip(floored(weights), floored(greatest)).enumerated() {
            let factor = (weight / size).squareRoot()
            factors[input] = factor > 1e-15 && factor < 1e15 ? factor : 1
        }
        return factors
    }

    /// Writes the layer's output for `rows` rows, after GELU where asked, or with `output` itself added to it.
    func apply(
        _ kernels: UnsafePointer<ck_quantised_kernels>, input: UnsafePointer<Float>, inputStride: Int, rows: Int,
        output: UnsafeMutablePointer<Float>, workspace: EncoderWorkspace, gelu: Bool, addsToOutput: Bool
    ) {
        let codeStride = PackedLinear.padded(depth)
        factors.withUnsafeBuffer { factors in
            var task = ck_quantise(
                input: input, input_stride: inputStride, rows: rows, count: depth, factors: factors.baseAddress,
                codes: workspace.codes, code_stride: codeStride, row_codes: workspace.rowCodes)
            kernels.pointee.quantise(&task)
        }
        panels.withUnsafeBytes { panels in
            scales.withUnsafeBuffer { scales in
                sums.withUnsafeBuffer { sums in
                    bias.withUnsafeBuffer { bias in
                        var task = ck_linear_codes(
                            codes: workspace.codes, code_stride: codeStride, row_codes: workspace.rowCodes, rows: rows,
                            panels: panels.baseAddress, depth: depth, columns: columns, scales: scales.baseAddress,
                            sums: sums.baseAddress, bias: bias.baseAddress,
                            residual: addsToOutput ? UnsafePointer(output) : nil, residual_stride: columns,
                            output: output, output_stride: columns, gelu: gelu ? 1 : 0)
                        kernels.pointee.linear(&task)
                    }
                }
            }
        }
    }
}

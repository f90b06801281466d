internal import CKernels
internal import Columns

/// A linear layer, y = x·Wᵀ + b, with its weights packed once into the panels that the kernels read.
///
/// - Thread safety: immutable.
struct PackedLinear: Sendable {
    /// The numbers of an input row that are read.
    let depth: Int
    /// The numbers of an output row: the layer's width, up to a whole panel; those past the width are zero.
    let columns: Int
    /// One bias for each column.
    let bias: FlatColumn<Float>
    /// The layers side by side as the model holds them.
    let parts: [(weight: FlatColumn<Float>, bias: FlatColumn<Float>)]
    private let panels: FlatColumn<Float>

    /// `count` up to the next whole panel.
    static func padded(_ count: Int) -> Int { (count + Int(CK_PANEL) - 1) / Int(CK_PANEL) * Int(CK_PANEL) }

    /// Packs layers that read the same input side by side, each of them beginning at a panel.
    init(_ parts: [(weight: FlatColumn<Float>, bias: FlatColumn<Float>)], depth: Int) {
        let depth = depth
        let columns = parts.reduce(0) { $0 + Self.padded($1.bias.count) }
        self.depth = depth
        self.columns = columns
        self.parts = parts
        panels = FlatColumn(count: columns * depth) { out in
            var next = out.baseAddress
            for part in parts {
                part.weight.withUnsafeBuffer { ck_pack_panels($0.baseAddress, part.bias.count, depth, next) }
                next = next.map { $0 + Self.padded(part.bias.count) * depth }
            }
        }
        bias = FlatColumn(count: columns) { out in
            out.initialize(repeating: 0)
            var start = 0
            for part in parts {
                for index in 0..<part.bias.count { out[start + index] = part.bias[index] }
                start += Self.padded(part.bias.count)
            }
        }
    }

    /// Writes the layer's output for `rows` rows, after GELU where asked, or with `output` itself added to it.
    func apply(
        _ kernels: UnsafePointer<ck_encoder_kernels>, input: UnsafePointer<Float>, inputStride: Int, rows: Int,
        output: UnsafeMutablePointer<Float>, gelu: Bool = false, addsToOutput: Bool = false
    ) {
        panels.withUnsafeBuffer { panels in
            bias.withUnsafeBuffer { bias in
                var task = ck_linear(
                    input: input, input_stride: inputStride, rows: rows, panels: panels.baseAddress, depth: depth,
                    columns: columns, bias: bias.baseAddress, residual: addsToOutput ? UnsafePointer(output) : nil,
                    residual_stride: columns, output: output, output_stride: columns, gelu: gelu ? 1 : 0)
                kernels.pointee.linear(&task)
            }
        }
    }
}

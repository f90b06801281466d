internal import CKernels

/// The activations of one batch, allocated once and used by one thread at a time.
///
/// Rows are tokens; texts lie one after another without padding between them.
final class EncoderWorkspace {
    /// The most rows that fit.
    let capacity: Int
    let hidden: UnsafeMutablePointer<Float>
    let projected: UnsafeMutablePointer<Float>
    let context: UnsafeMutablePointer<Float>
    let inner: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    /// The input of one linear layer in codes of at most two bytes, and what the codes of each row mean.
    let codes: UnsafeMutableRawPointer
    let rowCodes: UnsafeMutablePointer<ck_row_codes>
    let hiddenStride: Int
    let innerStride: Int
    private let block: UnsafeMutableRawPointer

    init(_ configuration: BertConfiguration, _ precision: EncoderPrecision, capacity: Int) {
        self.capacity = capacity
        hiddenStride = PackedLinear.padded(configuration.dimension)
        innerStride = PackedLinear.padded(configuration.intermediateSize)
        let scratchCount = ck_attention_scratch(
            configuration.maximumTokens, configuration.dimension / configuration.headCount)
        let coded = precision == .int8 ? capacity : 0
        let counts = [
            capacity * hiddenStride, capacity * 3 * hiddenStride, capacity * hiddenStride, capacity * innerStride,
            (scratchCount + 15) / 16 * 16, coded * max(hiddenStride, innerStride) / 2,
        ]
        let total = counts.reduce(0, +)
        block = UnsafeMutableRawPointer.allocate(byteCount: 4 * total, alignment: 64)
        let start = block.initializeMemory(as: Float.self, repeating: 0, count: total)
        var starts: [UnsafeMutablePointer<Float>] = []
        var next = start
        for count in counts {
            starts.append(next)
            next += count
        }
        hidden = starts[0]
        projected = starts[1]
        context = starts[2]
        inner = starts[3]
        scratch = starts[4]
        codes = UnsafeMutableRawPointer(starts[5])
        rowCodes = .allocate(capacity: max(1, coded))
        rowCodes.initialize(repeating: ck_row_codes(), count: max(1, coded))
    }

    deinit {
        block.deallocate()
        rowCodes.deallocate()
    }
}

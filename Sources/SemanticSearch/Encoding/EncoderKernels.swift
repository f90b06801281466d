internal import CKernels

/// The kernels that one encoder runs: those for floats, and those for codes beside them.
struct EncoderKernels {
    let floats: UnsafePointer<ck_encoder_kernels>
    let codes: UnsafePointer<ck_quantised_kernels>
    private let precision: EncoderPrecision

    /// The kernels of the instruction set called `name`, or the fastest here where it is nil or not to be had.
    init(_ name: String?, _ precision: EncoderPrecision) {
        codes = name.flatMap { ck_quantised_kernels_named($0) } ?? ck_quantised_kernels_best()
        self.precision = precision
        switch precision {
        case .fp32: floats = name.flatMap { ck_encoder_kernels_named($0) } ?? ck_encoder_kernels_best()
        case .int8: floats = codes.pointee.floats
        }
    }

    /// The name of the instruction set, by which the same kernels are found again.
    var name: String { String(cString: precision == .fp32 ? floats.pointee.name : codes.pointee.name) }
}

internal import CKernels

/// The distance kernels of this processor, chosen once per process: the one door from Swift to their C code.
///
/// The fp32 kernels of all processors with a fused multiply-add give the same bits; the int8 kernels are exact.
///
/// - Thread safety: immutable after the first use.
struct DistanceKernels: Sendable {
    typealias Pair = @convention(c) (UnsafePointer<Float>?, UnsafePointer<Float>?, Int) -> Float
    typealias Rows =
        @convention(c) (
            UnsafePointer<Float>?, UnsafePointer<Float>?, Int, UnsafePointer<Int32>?, Int, UnsafeMutablePointer<Float>?
        ) -> Void
    typealias CodeRows =
        @convention(c) (
            UnsafePointer<Int8>?, Float, UnsafePointer<Int8>?, Int, UnsafePointer<ck_row_term>?, UnsafePointer<Int32>?,
            Int, UnsafeMutablePointer<Float>?
        ) -> Void

    /// The name of the instruction set, for logs and benchmark tables.
    let name: String
    let innerProduct: Pair
    let squaredL2: Pair
    let innerProductRows: Rows
    let negativeL2Rows: Rows
    let codeRows: CodeRows

    /// The set this process uses.
    static let current = DistanceKernels(ck_distance_kernels_best().pointee)

    private init(_ table: ck_distance_kernels) {
        self.name = String(cString: table.name)
        self.innerProduct = table.inner_product
        self.squaredL2 = table.squared_l2
        self.innerProductRows = table.inner_product_rows
        self.negativeL2Rows = table.negative_l2_rows
        self.codeRows = table.int8_rows
    }

    /// The length of the vector at `row`, as every similarity by cosine uses it.
    @inline(__always)
    func norm(_ row: UnsafePointer<Float>, dimension: Int) -> Float {
        innerProduct(row, row, dimension).squareRoot()
    }
}

/// The cosine of two vectors from their inner product and lengths; zero when a length is zero.
@inline(__always)
func cosine(innerProduct: Float, _ first: Float, _ second: Float) -> Float {
    let lengths = first * second
    return lengths > 0 ? innerProduct / lengths : 0
}

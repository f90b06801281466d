internal import CKernels

/// The kernels of a forest's margins for one instruction set: the one door from Swift to their C code.
///
/// All sets give the same bits.
///
/// - Thread safety: immutable.
package struct ScoringKernels: Sendable {
    typealias Margins =
        @convention(c) (
            UnsafePointer<ck_scoring_forest>?, UnsafePointer<ck_scoring_rows>?, UnsafePointer<ck_scoring_scratch>?,
            UnsafeMutablePointer<Float>?
        ) -> Void

    /// The name of the instruction set.
    package let name: String
    /// Computes the margins of all rows.
    let margins: Margins

    /// The fastest set of this processor.
    package static let best = ScoringKernels(ck_scoring_kernels_best().pointee)

    /// The set called `name` ("portable", "avx2", "avx512"); nil where this processor has not got it.
    package init?(named name: String) {
        guard let table = ck_scoring_kernels_named(name) else { return nil }
        self.init(table.pointee)
    }

    private init(_ table: ck_scoring_kernels) {
        self.name = String(cString: table.name)
        self.margins = table.margins
    }
}

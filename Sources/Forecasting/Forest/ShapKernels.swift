internal import CKernels

/// The kernels of the explanation for one instruction set: the one door from Swift to their C code.
///
/// All sets give the same bits.
///
/// - Thread safety: immutable.
package struct ShapKernels: Sendable {
    typealias Tree = @convention(c) (UnsafePointer<ck_shap_task>?) -> Void

    /// The name of the instruction set.
    package let name: String
    /// Adds one tree's contributions for 8 rows.
    let tree8: Tree
    /// Adds one tree's contributions for 16 rows.
    let tree16: Tree

    /// The fastest set of this processor.
    package static let best = ShapKernels(ck_shap_kernels_best().pointee)

    /// The set called `name` ("portable", "avx2", "avx512"); nil where this processor has not got it.
    package init?(named name: String) {
        guard let table = ck_shap_kernels_named(name) else { return nil }
        self.init(table.pointee)
    }

    private init(_ table: ck_shap_kernels) {
        self.name = String(cString: table.name)
        self.tree8 = table.tree8
        self.tree16 = table.tree16
    }
}

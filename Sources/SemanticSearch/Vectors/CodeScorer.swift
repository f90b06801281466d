internal import CKernels
internal import Columns

/// The approximate similarity by int8 codes, up to a constant of the query.
struct CodeScorer: RowScorer {
    let query: UnsafePointer<Int8>
    let scale: Float
    let rows: CodeRows

    /// Codes `vector` into `buffer`, which has `rows.stride` bytes with zeros after the dimension.
    @inline(__always)
    init(coding vector: UnsafePointer<Float>, into buffer: UnsafeMutablePointer<Int8>, rows: CodeRows) {
        let subtracted = rows.metric == .squaredL2 ? rows.offset : rows.zeros
        let scale = CodeColumn.code(vector, minus: subtracted, dimension: rows.dimension, into: buffer)
        self.query = UnsafePointer(buffer)
        self.scale = rows.metric == .squaredL2 ? 2 * scale : scale
        self.rows = rows
    }

    @inline(__always)
    func score(_ list: UnsafePointer<Int32>, _ count: Int, _ out: UnsafeMutablePointer<Float>) {
        rows.kernel(query, scale, rows.codes, rows.stride, rows.terms, list, count, out)
    }
}

/// The raw rows of a code column, valid while the column's memory is held.
struct CodeRows {
    let codes: UnsafePointer<Int8>
    let stride: Int
    let terms: UnsafePointer<ck_row_term>
    let offset: UnsafePointer<Float>
    /// What is subtracted from the query of an inner product: nothing.
    let zeros: UnsafePointer<Float>
    let dimension: Int
    let metric: Metric
    let kernel: DistanceKernels.CodeRows
}

/// A code column with the zeros that its queries may need.
struct WalkableCodes: Sendable {
    let column: CodeColumn
    private let zeros: FlatColumn<Float>

    init(_ column: CodeColumn) {
        self.column = column
        self.zeros = FlatColumn([Float](repeating: 0, count: column.dimension))
    }

    /// Calls `body` with the raw rows; nil when there are none.
    @inline(__always)
    func withRows<Result>(_ body: (CodeRows) throws -> Result) rethrows -> Result? {
        try column.codes.withUnsafeBuffer { codes in
            try column.terms.withUnsafeBytes { terms in
                try column.offset.withUnsafeBuffer { offset in
                    try zeros.withUnsafeBuffer { zeros -> Result? in
                        guard column.count > 0, let codes = codes.baseAddress, let terms = terms.baseAddress,
                            let offset = offset.baseAddress, let zeros = zeros.baseAddress
                        else { return nil }
                        return try body(
                            CodeRows(
                                codes: codes, stride: column.stride,
                                terms: terms.assumingMemoryBound(to: ck_row_term.self), offset: offset, zeros: zeros,
                                dimension: column.dimension, metric: column.metric,
                                kernel: DistanceKernels.current.codeRows))
                    }
                }
            }
        }
    }
}

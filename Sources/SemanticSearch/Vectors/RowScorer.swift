internal import Columns

/// Scores rows against one query; the hot loops are generic over it and specialised for each precision.
protocol RowScorer {
    /// Writes the similarity of each of `count` rows to `out`.
    func score(_ rows: UnsafePointer<Int32>, _ count: Int, _ out: UnsafeMutablePointer<Float>)
}

extension RowScorer {
    /// The similarity of one row.
    @inline(__always)
    func score(_ row: Int32) -> Float {
        var similarity: Float = 0
        withUnsafePointer(to: row) { score($0, 1, &similarity) }
        return similarity
    }
}

/// The exact similarity in fp32, the same bits as `VectorColumn.similarity`.
struct FloatScorer: RowScorer {
    let query: UnsafePointer<Float>
    let queryNorm: Float
    let rows: FloatRows

    @inline(__always)
    init(query: UnsafePointer<Float>, rows: FloatRows) {
        self.query = query
        self.rows = rows
        self.queryNorm = rows.norms == nil ? 0 : DistanceKernels.current.norm(query, dimension: rows.dimension)
    }

    /// The row `ordinal` as the query.
    @inline(__always)
    init(ordinal: Int32, rows: FloatRows) {
        self.query = rows.base + Int(ordinal) * rows.dimension
        self.rows = rows
        self.queryNorm = rows.norms.map { $0[Int(ordinal)] } ?? 0
    }

    @inline(__always)
    func score(_ list: UnsafePointer<Int32>, _ count: Int, _ out: UnsafeMutablePointer<Float>) {
        rows.kernel(query, rows.base, rows.dimension, list, count, out)
        if let norms = rows.norms {
            for index in 0..<count {
                out[index] = cosine(innerProduct: out[index], queryNorm, norms[Int(list[index])])
            }
        }
    }
}

/// The raw rows of a vector column under one metric, valid while the column's memory is held.
struct FloatRows {
    let base: UnsafePointer<Float>
    let dimension: Int
    let kernel: DistanceKernels.Rows
    /// The lengths of the rows, for the cosine only.
    let norms: UnsafePointer<Float>?
}

/// Vectors under a metric, with the lengths that the cosine needs.
struct MeasuredVectors: Sendable {
    let vectors: VectorColumn
    let metric: Metric
    private let norms: FlatColumn<Float>?

    /// Measures the lengths of all vectors when the metric is the cosine.
    init(_ vectors: VectorColumn, metric: Metric) {
        self.vectors = vectors
        self.metric = metric
        self.norms = metric == .cosine ? vectors.norms() : nil
    }

    /// Calls `body` with the raw rows; nil when there are none.
    @inline(__always)
    func withRows<Result>(_ body: (FloatRows) throws -> Result) rethrows -> Result? {
        let kernels = DistanceKernels.current
        let kernel = metric == .squaredL2 ? kernels.negativeL2Rows : kernels.innerProductRows
        return try vectors.values.withUnsafeBuffer { values -> Result? in
            guard let base = values.baseAddress, vectors.count > 0 else { return nil }
            guard let norms else {
                return try body(FloatRows(base: base, dimension: vectors.dimension, kernel: kernel, norms: nil))
            }
            return try norms.withUnsafeBuffer { norms in
                try body(
                    FloatRows(base: base, dimension: vectors.dimension, kernel: kernel, norms: norms.baseAddress))
            }
        }
    }
}

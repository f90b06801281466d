internal import CKernels
package import Columns

/// Vectors of one dimension, row after row, numbered by ordinal.
///
/// - Complexity: creation reads every value once, to know that all are finite, unless it is told that this was checked.
/// - Thread safety: immutable.
package struct VectorColumn: Sendable {
    /// The number of values of one vector, in `1 ... 65536`.
    package let dimension: Int
    /// The number of vectors, at most 2^31 - 2.
    package let count: Int
    /// The values, `count * dimension` of them, row after row.
    package let values: FlatColumn<Float>

    /// Takes `values` as rows of `dimension` values.
    ///
    /// - Throws: `VectorError` when the dimension is out of range, the values are not whole rows, or one is not finite.
    package init(values: FlatColumn<Float>, dimension: Int) throws {
        try self.init(checked: values, dimension: dimension)
        try checkFinite()
    }

    /// Takes `values` as rows of `dimension` values without reading any: for a file whose writer has checked them.
    ///
    /// A value that is not finite after all makes similarities that are not; everything else holds.
    ///
    /// - Throws: `VectorError` when the dimension is out of range or the values are not whole rows.
    package init(checked values: FlatColumn<Float>, dimension: Int) throws {
        guard (1...65536).contains(dimension) else { throw VectorError.dimension(dimension) }
        let count = values.count / dimension
        guard count * dimension == values.count, count < Int(Int32.max) else {
            throw VectorError.columnLength(count: values.count, dimension: dimension)
        }
        self.dimension = dimension
        self.count = count
        self.values = values
    }

    /// Reads every value.
    ///
    /// - Throws: `VectorError.notFinite` naming the first that is not finite.
    package func checkFinite() throws {
        let offender = values.withUnsafeBuffer { buffer -> Int? in
            ck_column_is_finite(buffer.baseAddress, buffer.count) == 1 ? nil : buffer.firstIndex { !$0.isFinite }
        }
        if let offender {
            throw VectorError.notFinite(row: offender / dimension, position: offender % dimension)
        }
    }

    /// A copy of the vector `ordinal`, which must lie in `0 ..< count`.
    package func row(_ ordinal: Int) -> [Float] {
        values.array(ordinal * dimension..<(ordinal + 1) * dimension)
    }

    /// The similarity of the vector `ordinal` to `query`: the one definition, the same bits as every search reports.
    ///
    /// `ordinal` must lie in `0 ..< count` and `query` must have `dimension` values; anything else is a programming
    /// error and stops the program.
    package func similarity(_ ordinal: Int, to query: [Float], metric: Metric) -> Float {
        precondition(ordinal >= 0 && ordinal < count, "ordinal out of range")
        precondition(query.count == dimension, "query of another dimension")
        let kernels = DistanceKernels.current
        return values.withUnsafeBuffer { buffer in
            query.withUnsafeBufferPointer { query in
                guard let base = buffer.baseAddress, let query = query.baseAddress else { return 0 }
                let row = base + ordinal * dimension
                switch metric {
                case .innerProduct: return kernels.innerProduct(query, row, dimension)
                case .squaredL2: return -kernels.squaredL2(query, row, dimension)
                case .cosine:
                    return cosine(
                        innerProduct: kernels.innerProduct(query, row, dimension),
                        kernels.norm(query, dimension: dimension), kernels.norm(row, dimension: dimension))
                }
            }
        }
    }

    /// The inner product of two vectors of one length: the same bits as `similarity` by the metric of that name.
    ///
    /// Vectors of different lengths are a programming error and stop the program.
    package static func innerProduct(_ row: [Float], _ query: [Float]) -> Float {
        precondition(row.count == query.count, "vectors of different dimensions")
        let dimension = row.count
        return query.withUnsafeBufferPointer { query in
            row.withUnsafeBufferPointer { row in
                guard let row = row.baseAddress, let query = query.baseAddress else { return 0 }
                return DistanceKernels.current.innerProduct(query, row, dimension)
            }
        }
    }

    /// The inner products of the vectors `rows` with `query`, in their order: the bits of `similarity(_:to:metric:)`.
    ///
    /// Each row must lie in `0 ..< count` and `query` must have `dimension` values; anything else is a programming error
    /// and stops the program.
    package func innerProducts(of rows: [Int32], with query: [Float]) -> [Float] {
        precondition(rows.allSatisfy { $0 >= 0 && Int($0) < count }, "ordinal out of range")
        precondition(query.count == dimension, "query of another dimension")
        let length = rows.count
        return [Float](unsafeUninitializedCapacity: rows.count) { output, initialized in
            values.withUnsafeBuffer { values in
                query.withUnsafeBufferPointer { query in
                    rows.withUnsafeBufferPointer { rows in
                        guard let base = values.baseAddress, let query = query.baseAddress,
                            let rows = rows.baseAddress, let output = output.baseAddress
                        else { return }
                        DistanceKernels.current.innerProductRows(query, base, dimension, rows, length, output)
                    }
                }
            }
            initialized = length
        }
    }

    /// The length of every vector.
    func norms() -> FlatColumn<Float> {
        let kernels = DistanceKernels.current
        return FlatColumn(count: count) { norms in
            values.withUnsafeBuffer { buffer in
                guard let base = buffer.baseAddress else { return }
                for row in 0..<count {
                    norms.initializeElement(
                        at: row, to: kernels.norm(base + row * dimension, dimension: dimension))
                }
            }
        }
    }

    /// - Throws: `VectorError` when `query` has another dimension or a value that is not finite.
    func check(query: [Float]) throws {
        guard query.count == dimension else {
            throw VectorError.queryDimension(expected: dimension, found: query.count)
        }
        if let position = query.firstIndex(where: { !$0.isFinite }) {
            throw VectorError.queryNotFinite(position: position)
        }
    }
}

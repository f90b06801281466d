internal import CKernels
package import Columns

/// The vectors of a column in one byte a value, for walks that re-score what they find in fp32.
///
/// A row is x ≈ offset + scale · codes, with a scale of its own and the codes in `-127 ... 127`; the offset is the mean of
/// a fixed sample of rows. Subtracting one vector from all changes neither differences of distances nor the order of
/// inner products, so a walk compares codes only: similarity = scales · dot + bias, up to a constant of the query. The
/// rows of a cosine column are divided by their lengths first. Codes, dot products and the two roundings after them are
/// the same on every processor.
///
/// Format: `codes` holds `count` rows of `stride` bytes (the dimension rounded up to 64, zeros at the end), `terms` the
/// scale and the bias of each row, `offset` one value a dimension.
///
/// - Complexity: creation from vectors reads each once; creation from columns reads the terms.
/// - Thread safety: immutable.
package struct CodeColumn: Sendable {
    /// The number of rows.
    package let count: Int
    /// The number of values of one vector.
    package let dimension: Int
    /// The metric that the terms are for.
    package let metric: Metric
    /// `count * stride` codes.
    package let codes: FlatColumn<Int8>
    /// `2 * count` values: scale and bias of each row.
    package let terms: FlatColumn<Float>
    /// `dimension` values.
    package let offset: FlatColumn<Float>

    /// The bytes from row to row.
    package var stride: Int { Self.stride(dimension: dimension) }

    /// The bytes of the flat data.
    package var byteCount: Int { codes.count + 4 * (terms.count + offset.count) }

    /// Takes over columns, after checking their lengths and that all terms are finite.
    ///
    /// - Throws: `VectorError` naming the column.
    package init(
        codes: FlatColumn<Int8>, terms: FlatColumn<Float>, offset: FlatColumn<Float>, count: Int, dimension: Int,
        metric: Metric
    ) throws {
        guard (1...65536).contains(dimension) else { throw VectorError.dimension(dimension) }
        guard count >= 0, count < Int(Int32.max) else {
            throw VectorError.parameter(name: "count", value: count, allowed: 0...Int(Int32.max) - 1)
        }
        let expected = [
            ("codes", codes.count, count * Self.stride(dimension: dimension)), ("terms", terms.count, 2 * count),
            ("offset", offset.count, dimension),
        ]
        for (column, found, expected) in expected where found != expected {
            throw VectorError.columnCount(column: column, expected: expected, found: found)
        }
        for (name, column) in [("terms", terms), ("offset", offset)] {
            let index = column.withUnsafeBuffer { buffer in buffer.firstIndex { !$0.isFinite } }
            if let index {
                throw VectorError.columnValue(column: name, index: index, value: 0, rule: "finite numbers")
            }
        }
        self.count = count
        self.dimension = dimension
        self.metric = metric
        self.codes = codes
        self.terms = terms
        self.offset = offset
    }

    /// Codes `vectors` for `metric` on `threads` threads; the result does not depend on their number.
    package init(coding vectors: VectorColumn, metric: Metric, threads: Int = 1) {
        let dimension = vectors.dimension
        let count = vectors.count
        let stride = Self.stride(dimension: dimension)
        let offset = Self.meanOfSample(vectors, normalized: metric == .cosine)
        var terms = [Float](repeating: 0, count: 2 * count)
        let codes = FlatColumn<Int8>(count: count * stride) { codes in
            codes.initialize(repeating: 0)
            vectors.values.withUnsafeBuffer { values in
                terms.withUnsafeMutableBufferPointer { terms in
                    guard let codes = codes.baseAddress, let values = values.baseAddress,
                        let terms = terms.baseAddress
                    else { return }
                    SharedWork.run(count: count, threads: max(1, threads), grain: 256) { _, range in
                        Self.code(
                            range, of: values, dimension: dimension, offset: offset, metric: metric, codes: codes,
                            stride: stride, terms: terms)
                    }
                }
            }
        }
        self.count = count
        self.dimension = dimension
        self.metric = metric
        self.codes = codes
        self.terms = FlatColumn(terms)
        self.offset = FlatColumn(offset)
    }

    /// - Throws: `VectorError.codes` when these are not codes of as many `vectors` of that dimension for `metric`.
    func check(against vectors: VectorColumn, metric: Metric) throws {
        guard count == vectors.count, dimension == vectors.dimension, metric == self.metric else {
            throw VectorError.codes(count: count, dimension: dimension, metric: self.metric)
        }
    }

    private static func stride(dimension: Int) -> Int { (dimension + 63) / 64 * 64 }

    private static func code(
        _ range: Range<Int>, of values: UnsafePointer<Float>, dimension: Int, offset: [Float], metric: Metric,
        codes: UnsafeMutablePointer<Int8>, stride: Int, terms: UnsafeMutablePointer<Float>
    ) {
        var unit = [Float](repeating: 0, count: dimension)
        for row in range {
            let target = codes + row * stride
            let scale: Float
            if metric == .cosine {
                let norm = DistanceKernels.current.norm(values + row * dimension, dimension: dimension)
                for index in 0..<dimension { unit[index] = norm > 0 ? values[row * dimension + index] / norm : 0 }
                scale = code(unit, minus: offset, dimension: dimension, into: target)
            } else {
                scale = code(values + row * dimension, minus: offset, dimension: dimension, into: target)
            }
            terms[2 * row] = scale
            if metric == .squaredL2 {
                // The length of what the codes say, not of the vector: near the query the errors then cancel.
                let squares = (0..<dimension).reduce(into: 0) { $0 += Int32(target[$1]) * Int32(target[$1]) }
                let bias = -(scale * scale * Float(squares))
                terms[2 * row + 1] = bias.isFinite ? bias : -.greatestFiniteMagnitude
            }
        }
    }

    /// Codes one vector and returns its scale; zeros when it is too large for a scale.
    @inline(__always)
    static func code(
        _ vector: UnsafePointer<Float>, minus offset: UnsafePointer<Float>, dimension: Int,
        into codes: UnsafeMutablePointer<Int8>
    ) -> Float {
        let largest = ck_largest_deviation(vector, offset, dimension)
        let inverse = 127 / largest
        guard largest.isFinite, inverse.isFinite, inverse > 0 else {
            codes.update(repeating: 0, count: dimension)
            return 0
        }
        ck_quantize_int8(vector, offset, dimension, inverse, codes)
        return largest / 127
    }

    /// The mean of at most 4,096 rows, evenly spaced, summed in double and in order.
    private static func meanOfSample(_ vectors: VectorColumn, normalized: Bool) -> [Float] {
        let dimension = vectors.dimension
        var sums = [Double](repeating: 0, count: dimension)
        let sampled = min(vectors.count, 4096)
        vectors.values.withUnsafeBuffer { values in
            guard let base = values.baseAddress else { return }
            for sample in 0..<sampled {
                let row = base + sample * vectors.count / sampled * dimension
                let norm = normalized ? DistanceKernels.current.norm(row, dimension: dimension) : 1
                guard norm > 0, norm.isFinite else { continue }
                for index in 0..<dimension { sums[index] += Double(row[index] / norm) }
            }
        }
        return sums.map { Float($0 / Double(max(1, sampled))) }
    }
}

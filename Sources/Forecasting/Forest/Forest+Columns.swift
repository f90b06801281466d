internal import CKernels
internal import Columns

extension Forest {
    /// Columns have room for a whole number of this many rows.
    package static let rowBlock = Int(CK_SCORING_BLOCK)

    /// The margins of rows of which only some features differ, laid out by column; the bits of `margins(rows:count:)`.
    ///
    /// - Parameters:
    ///   - fixed: the value of each feature in every row; of those that differ, anything.
    ///   - varying: the features that differ, in the order of their columns, each once.
    ///   - columns: a column of `stride` values for each of them; NaN for missing.
    ///   - stride: a multiple of `rowBlock` that is at least `count`.
    ///   - kernels: the instruction set.
    /// - Complexity: O(splits + trees · count), and O(open splits · count) comparisons in lanes of 16, 8 or 4 rows, where
    ///   the splits of fixed features are not open; for trees of more than 32 leaves O(count · trees · depth).
    package func margins(
        fixed: [Float], varying: [Int32], columns: [Float], stride: Int, count: Int, kernels: ScoringKernels = .best
    ) -> [Float] {
        precondition(fixed.count == featureCount, "one value a feature")
        precondition(stride % Self.rowBlock == 0 && stride >= count && count >= 0, "columns of whole blocks")
        precondition(columns.count >= varying.count * stride, "one column for each feature that differs")
        var places = [Int32](repeating: -1, count: featureCount)
        for (place, feature) in varying.enumerated() { places[Int(feature)] = Int32(place) }
        guard let masks = leafMasks else {
            var rows: [Float] = []
            rows.reserveCapacity(count * featureCount)
            for row in 0..<count {
                for (feature, place) in places.enumerated() {
                    rows.append(place < 0 ? fixed[feature] : columns[Int(place) * stride + row])
                }
            }
            return margins(rows: rows, count: count)
        }
        return [Float](unsafeUninitializedCapacity: stride) { output, initialized in
            guard let output = output.baseAddress, count > 0 else { return }
            masks.margins(
                base: baseMargin, fixed: fixed, places: places, columns: columns, stride: stride, count: count,
                kernels: kernels, into: output)
            initialized = count
        }
    }
}

internal import Columns

/// Lists of ordinals, one list a row, laid end to end: the compressed sparse rows (CSR) of one direction of edges.
///
/// - Format: `offsets` has one element more than there are rows; row `r` is `targets[offsets[r] ..< offsets[r + 1]]`,
///   ascending and without repetition.
/// - Thread safety: an immutable value.
struct CompressedRows: Sendable {
    let offsets: FlatColumn<Int64>
    let targets: FlatColumn<Int32>

    /// The number of rows.
    var count: Int { offsets.count - 1 }

    /// Takes columns of outside origin after checking each offset and target.
    ///
    /// - Complexity: O(rows + targets).
    init(
        offsets: FlatColumn<Int64>, targets: FlatColumn<Int32>, rowCount: Int, targetCount: Int, name: String
    ) throws(GraphError) {
        guard rowCount >= 0, offsets.count == rowCount + 1 else {
            throw .invalidCount(column: "\(name)Offsets", got: offsets.count, expected: rowCount + 1)
        }
        self.offsets = offsets
        self.targets = targets
        if let error = offsets.withUnsafeBuffer({ Self.defect(in: $0, targetCount: targets.count, name: name) }) {
            throw error
        }
        if let error = withUnsafeRows({ Self.defect(in: $0, $1, targetCount: targetCount, name: name) }) {
            throw error
        }
    }

    /// The first offset that decreases or does not lie among the targets.
    private static func defect(
        in offsets: UnsafeBufferPointer<Int64>, targetCount: Int, name: String
    ) -> GraphError? {
        var previous: Int64 = 0
        for (index, offset) in offsets.enumerated() {
            let isLast = index == offsets.count - 1
            guard offset >= previous, offset <= targetCount, index > 0 || offset == 0,
                !isLast || offset == targetCount
            else { return .invalidOffset(column: "\(name)Offsets", index: index, got: offset) }
            previous = offset
        }
        return nil
    }

    /// The first target that is out of range or does not ascend within its row; the offsets must be sound.
    private static func defect(
        in offsets: UnsafeBufferPointer<Int64>, _ targets: UnsafeBufferPointer<Int32>, targetCount: Int, name: String
    ) -> GraphError? {
        for row in 0..<offsets.count - 1 {
            var last: Int32 = -1
            for index in Int(offsets[row])..<Int(offsets[row + 1]) {
                let target = targets[index]
                guard target > last, Int(target) < targetCount else {
                    return .invalidTarget(column: name, index: index, got: target, count: targetCount)
                }
                last = target
            }
        }
        return nil
    }

    /// Lays out rows that the builder made; each must be ascending and without repetition.
    init(trusted offsets: FlatColumn<Int64>, targets: FlatColumn<Int32>) {
        self.offsets = offsets
        self.targets = targets
    }

    /// Where the targets of `row` lie in `targets`.
    @inline(__always)
    func range(_ row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

    /// Calls `body` with the raw offsets and targets, for loops over many rows.
    @inline(__always)
    func withUnsafeRows<Result>(
        _ body: (_ offsets: UnsafeBufferPointer<Int64>, _ targets: UnsafeBufferPointer<Int32>) throws -> Result
    ) rethrows -> Result {
        try offsets.withUnsafeBuffer { offsets in
            try targets.withUnsafeBuffer { targets in try body(offsets, targets) }
        }
    }

    /// Where `target` lies in the row, or nil.
    ///
    /// - Complexity: O(log row length).
    func position(of target: Int32, in row: Int) -> Int? {
        let range = range(row)
        return targets.withUnsafeBuffer { targets in
            // Without a branch on the comparison, which no predictor learns.
            var low = range.lowerBound
            var length = range.count
            while length > 1 {
                let half = length / 2
                low += targets[low + half - 1] < target ? half : 0
                length -= half
            }
            return length > 0 && targets[low] == target ? low : nil
        }
    }

    /// The same edges the other way around, with `rowCount` rows, and for each of them the position it had here.
    ///
    /// - Complexity: O(rows + targets).
    func transposed(rowCount: Int) -> (rows: CompressedRows, origin: [Int]) {
        var cursors = [Int](repeating: 0, count: rowCount + 1)
        var reversed = [Int32](repeating: 0, count: targets.count)
        var origin = [Int](repeating: 0, count: targets.count)
        let starts = withUnsafeRows { offsets, targets in
            for target in targets { cursors[Int(target) + 1] += 1 }
            for row in 0..<rowCount { cursors[row + 1] += cursors[row] }
            let starts = FlatColumn(cursors.map(Int64.init))
            // Rows are visited in order, so each list of the result comes out ascending.
            for row in 0..<offsets.count - 1 {
                for index in Int(offsets[row])..<Int(offsets[row + 1]) {
                    let target = Int(targets[index])
                    reversed[cursors[target]] = Int32(row)
                    origin[cursors[target]] = index
                    cursors[target] += 1
                }
            }
            return starts
        }
        return (CompressedRows(trusted: starts, targets: FlatColumn(reversed)), origin)
    }

    /// Checks that every row of `part` lies within the row here, or that none of it does.
    ///
    /// - Complexity: O(rows + targets).
    func check(_ part: CompressedRows, isWithin: Bool, name: String) throws(GraphError) {
        let stray = withUnsafeRows { offsets, targets in
            part.withUnsafeRows { partOffsets, partTargets in
                (0..<count).first { row in
                    var position = Int(offsets[row])
                    let end = Int(offsets[row + 1])
                    for index in Int(partOffsets[row])..<Int(partOffsets[row + 1]) {
                        while position < end, targets[position] < partTargets[index] { position += 1 }
                        if (position < end && targets[position] == partTargets[index]) != isWithin {
                            return true
                        }
                    }
                    return false
                }
            }
        }
        if let stray { throw .notAnEdge(column: name, row: stray) }
    }

    /// Checks that `other` holds exactly these edges the other way around.
    ///
    /// - Complexity: O(rows + targets).
    func checkTranspose(_ other: CompressedRows, name: String) throws(GraphError) {
        guard other.targets.count == targets.count else {
            throw .invalidCount(column: name, got: other.targets.count, expected: targets.count)
        }
        let disagreement = withUnsafeRows { offsets, targets in
            other.withUnsafeRows { otherOffsets, otherTargets -> Int? in
                var cursors = otherOffsets.dropLast().map(Int.init)
                for row in 0..<offsets.count - 1 {
                    for index in Int(offsets[row])..<Int(offsets[row + 1]) {
                        let target = Int(targets[index])
                        let cursor = cursors[target]
                        guard cursor < Int(otherOffsets[target + 1]), otherTargets[cursor] == Int32(row) else {
                            return target
                        }
                        cursors[target] = cursor + 1
                    }
                }
                return nil
            }
        }
        if let disagreement { throw .directionsDisagree(column: name, row: disagreement) }
    }
}

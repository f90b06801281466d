internal import Columns

extension Forest {
    /// Rows that pass through one tree before the next: their features stay in the first-level cache.
    private static let blockSize = 64
    /// Up to this depth a fixed number of steps beats testing for the leaf.
    private static let unrolledDepth = 16

    /// The margin of one row; equal to libxgboost's bit for bit.
    ///
    /// - Parameter row: at least `featureCount` values; fewer is a programming error.
    /// - Complexity: O(trees × depth).
    package func margin(_ row: UnsafeBufferPointer<Float>) -> Float {
        var result: Float = 0
        withUnsafeMutablePointer(to: &result) {
            margins(rows: row, count: 1, into: UnsafeMutableBufferPointer(start: $0, count: 1))
        }
        return result
    }

    /// The margin of one row; equal to libxgboost's bit for bit.
    package func margin(_ row: [Float]) -> Float { row.withUnsafeBufferPointer { margin($0) } }

    /// The margins of `count` row-major rows; equal to libxgboost's bit for bit, whatever the count.
    ///
    /// - Parameters:
    ///   - rows: at least `count × featureCount` values; fewer is a programming error.
    ///   - count: the number of rows.
    ///   - output: room for `count` margins; less is a programming error.
    /// - Complexity: O(count × trees × depth), no allocation.
    package func margins(
        rows: UnsafeBufferPointer<Float>, count: Int, into output: UnsafeMutableBufferPointer<Float>
    ) {
        let width = featureCount
        let (cells, overflow) = count.multipliedReportingOverflow(by: width)
        precondition(count >= 0 && !overflow && rows.count >= cells, "too few feature values")
        precondition(output.count >= count, "too little room for the margins")
        guard count > 0, let rows = rows.baseAddress, let output = output.baseAddress else { return }
        columns.nodes.withUnsafeBuffer { nodes in
            columns.treeStarts.withUnsafeBuffer { starts in
                depths.withUnsafeBufferPointer { depths in
                    var block = 0
                    while block < count {
                        let size = min(Self.blockSize, count - block)
                        let sums = output + block
                        sums.update(repeating: baseMargin, count: size)
                        for tree in 0..<depths.count {
                            guard let first = nodes.baseAddress else { continue }
                            Self.add(
                                tree: first + Int(starts[tree]), depth: depths[tree], rows: rows + block * width,
                                width: width, count: size, to: sums)
                        }
                        block += size
                    }
                }
            }
        }
    }

    /// The margins of `count` row-major rows of `featureCount` values each.
    package func margins(rows: [Float], count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { output, initialized in
            rows.withUnsafeBufferPointer { margins(rows: $0, count: count, into: output) }
            initialized = count
        }
    }

    /// Adds one tree's leaf values to the sums of `count` rows.
    ///
    /// Eight rows walk side by side: each step waits for two loads, and the other rows' steps fill that wait. A leaf
    /// points to itself, so all take the same number of steps and nothing is predicted by the branch predictor.
    @inline(__always)
    private static func add(
        tree: UnsafePointer<ForestNode>, depth: Int, rows: UnsafePointer<Float>, width: Int, count: Int,
        to sums: UnsafeMutablePointer<Float>
    ) {
        var index = 0
        if depth <= unrolledDepth {
            while index + 8 <= count {
                let row = rows + index * width
                var (a, b, c, d, e, f, g, h) = (0, 0, 0, 0, 0, 0, 0, 0)
                for _ in 0..<depth {
                    a = step(tree, a, row)
                    b = step(tree, b, row + width)
                    c = step(tree, c, row + 2 * width)
                    d = step(tree, d, row + 3 * width)
                    e = step(tree, e, row + 4 * width)
                    f = step(tree, f, row + 5 * width)
                    g = step(tree, g, row + 6 * width)
                    h = step(tree, h, row + 7 * width)
                }
                let sum = sums + index
                sum[0] += tree[a].value
                sum[1] += tree[b].value
                sum[2] += tree[c].value
                sum[3] += tree[d].value
                sum[4] += tree[e].value
                sum[5] += tree[f].value
                sum[6] += tree[g].value
                sum[7] += tree[h].value
                index += 8
            }
        }
        while index < count {
            let row = rows + index * width
            var node = 0
            while Int(tree[node].child) != node { node = step(tree, node, row) }
            sums[index] += tree[node].value
            index += 1
        }
    }

    /// The node after `node`; every index was checked when the forest was made.
    @inline(__always)
    private static func step(_ tree: UnsafePointer<ForestNode>, _ node: Int, _ row: UnsafePointer<Float>) -> Int {
        let current = tree[node]
        return current.next(row[current.feature])
    }
}

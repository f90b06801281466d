internal import CLAPACK
internal import Columns
internal import Dispatch
internal import Synchronization

/// A dense symmetric matrix of floats, row by row, that can be inverted in place: the door to LAPACK.
///
/// - Complexity: n² floats.
/// - Thread safety: one thread at a time calls its methods, which may share their rows between threads of their own.
final class DenseSymmetric {
    let size: Int
    private let elements: UnsafeMutablePointer<Float>

    init(size: Int) {
        self.size = size
        elements = .allocate(capacity: size * size)
        elements.initialize(repeating: 0, count: size * size)
    }

    deinit { elements.deallocate() }

    /// The element of a row and column, for tests of the parts.
    subscript(row: Int, column: Int) -> Float {
        precondition(row >= 0 && row < size && column >= 0 && column < size, "element out of range")
        return elements[row * size + column]
    }

    /// Rows of the matrix that threads may write side by side.
    ///
    /// Unchecked: each row is given to one thread.
    private struct Rows: @unchecked Sendable {
        let elements: UnsafeMutablePointer<Float>
    }

    /// Adds XᵀX of the messages `active` to the right upper half.
    func addGram(of matrix: EngagementMatrix, active: [Int32], isBinary: Bool, threads: Int) {
        let places = active.enumerated().reduce(into: [Int](repeating: -1, count: matrix.messageCount)) {
            $0[Int($1.element)] = $1.offset
        }
        let scale = isBinary ? 1 : 1 / matrix.rootMeanSquareWeight
        let (rows, size) = (Rows(elements: elements), size)
        Self.forEachRow(size, threads: threads) { row in
            let sums = rows.elements + row * size
            let message = Int(active[row])
            matrix.userRows.withUnsafeRows { offsets, messages in
                for link in matrix.messageRows.range(message) {
                    let user = Int(matrix.messageRows.targets[link])
                    let left = isBinary ? 1 : scale * Double(matrix.messageWeights[link])
                    for edge in Int(offsets[user])..<Int(offsets[user + 1]) where messages[edge] >= message {
                        let right = isBinary ? 1 : scale * Double(matrix.userWeights[edge])
                        sums[places[Int(messages[edge])]] += Float(left * right)
                    }
                }
            }
        }
    }

    /// Adds `lambda + share × element` to each diagonal element.
    func addRidge(lambda: Double, share: Double) {
        for row in 0..<size {
            let diagonal = Double(elements[row * size + row])
            elements[row * size + row] = Float(diagonal + lambda + share * diagonal)
        }
    }

    /// Replaces the matrix, of which the right upper half counts, by its inverse, all of it.
    ///
    /// - Throws: `GraphError.notPositiveDefinite`.
    func invert() throws(GraphError) {
        openblas_set_num_threads(1)
        var (order, state) = (Int32(size), Int32(0))
        // What is the upper half row by row is the lower half column by column, as LAPACK counts.
        spotrf_("L", &order, elements, &order, &state, 1)
        guard state == 0 else { throw .notPositiveDefinite(minor: Int(state)) }
        spotri_("L", &order, elements, &order, &state, 1)
        guard state == 0 else { throw .notPositiveDefinite(minor: Int(state)) }
        mirror()
    }

    /// Copies the right upper half to the left lower one, in squares that fit the cache.
    private func mirror() {
        let side = 64
        for top in stride(from: 0, to: size, by: side) {
            for left in stride(from: top, to: size, by: side) {
                for row in top..<min(size, top + side) {
                    for column in max(left, row + 1)..<max(row + 1, min(size, left + side)) {
                        elements[column * size + row] = elements[row * size + column]
                    }
                }
            }
        }
    }

    /// The weights −P[i][j] / P[j][j] of each row i of the inverse P, the `limit` greatest in size, by rising j.
    func ridgeEdges(limit: Int, threads: Int) -> [[ItemEdge]] {
        let (rows, size) = (Rows(elements: elements), size)
        let scale = (0..<size).map { -1 / Double(elements[$0 * size + $0]) }
        let finished = Mutex([[ItemEdge]](repeating: [], count: size))
        Self.forEachRow(size, threads: threads) { row in
            var top = BoundedTop<ItemEdge>(limit: limit)
            for column in 0..<size where column != row {
                let weight = Float(Double(rows.elements[row * size + column]) * scale[column])
                if weight.isNormal { top.insert(ItemEdge(target: Int32(column), weight: weight)) }
            }
            let edges = top.held.sorted { $0.target < $1.target }
            finished.withLock { $0[row] = edges }
        }
        return finished.withLock { $0 }
    }

    private static func forEachRow(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            while true {
                let row = next.add(1, ordering: .relaxed).oldValue
                guard row < count else { return }
                body(row)
            }
        }
    }
}

extension EngagementMatrix {
    /// The root of the mean of the squared weights, above 0 where there is a weight.
    fileprivate var rootMeanSquareWeight: Double {
        userWeights.withUnsafeBuffer { weights in
            let sum = weights.reduce(0.0) { $0 + Double($1) * Double($1) }
            return (sum / Double(max(1, weights.count))).squareRoot()
        }
    }
}

internal import CLAPACK
internal import Columns
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

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

    /// Sets every element to 0.
    func clear() { elements.update(repeating: 0, count: size * size) }

    /// Adds Xᵀ diag(activity) X of the messages `active` to the right upper half; weights are multiplied by `scale`.
    func addGram(
        of matrix: EngagementMatrix, active: [Int32], activity: [Double], isBinary: Bool, scale: Double, threads: Int
    ) {
        let places = Self.places(of: active, messageCount: matrix.messageCount)
        let (rows, size) = (Rows(elements: elements), size)
        Self.forEachRow(size, threads: threads) { row in
            let sums = rows.elements + row * size
            let message = Int(active[row])
            matrix.userRows.withUnsafeRows { offsets, messages in
                for link in matrix.messageRows.range(message) {
                    let user = Int(matrix.messageRows.targets[link])
                    let left = activity[user] * (isBinary ? 1 : scale * Double(matrix.messageWeights[link]))
                    for edge in Int(offsets[user])..<Int(offsets[user + 1]) where messages[edge] >= message {
                        let right = isBinary ? 1 : scale * Double(matrix.userWeights[edge])
                        sums[Int(places[Int(messages[edge])])] += Float(left * right)
                    }
                }
            }
        }
    }

    /// Adds `gain × activity × decay^(distance − 1)` to the element of each pair of different messages that one user's
    /// sequence holds at most `window` steps apart.
    func addNearSteps(
        of sequences: EngagementSequences, active: [Int32], activity: [Double], gain: Double, window: Int, decay: Double
    ) {
        let places = Self.places(of: active, messageCount: sequences.messageCount)
        for user in 0..<min(activity.count, sequences.offsets.count - 1) {
            let end = sequences.offsets[user + 1]
            for first in sequences.offsets[user]..<end {
                var value = gain * activity[user]
                for second in first + 1..<max(first + 1, min(end, first + 1 + window)) {
                    let (one, other) = (
                        places[Int(sequences.messages[first])], places[Int(sequences.messages[second])]
                    )
                    if one != other, one >= 0, other >= 0 {
                        elements[Int(min(one, other)) * size + Int(max(one, other))] += Float(value)
                    }
                    value *= decay
                }
            }
        }
    }

    private static func places(of active: [Int32], messageCount: Int) -> [Int32] {
        var places = [Int32](repeating: -1, count: messageCount)
        for (place, message) in active.enumerated() { places[Int(message)] = Int32(place) }
        return places
    }

    /// Adds `(lambda + relative × mean) × (element / mean)^exponent + share × element` to each diagonal element.
    func addRidge(lambda: Double, relative: Double, exponent: Double, share: Double) {
        let mean = (0..<size).reduce(0.0) { $0 + Double(elements[$1 * size + $1]) } / Double(max(1, size))
        for row in 0..<size {
            let diagonal = Double(elements[row * size + row])
            let growth = exponent == 0 ? 1 : pow(diagonal / mean, exponent)
            elements[row * size + row] = Float(diagonal + (lambda + relative * mean) * growth + share * diagonal)
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
    var rootMeanSquareWeight: Double {
        userWeights.withUnsafeBuffer { weights in
            let sum = weights.reduce(0.0) { $0 + Double($1) * Double($1) }
            return (sum / Double(max(1, weights.count))).squareRoot()
        }
    }

    /// By user, (the sum of the weights, each times `scale`)^−exponent; 1 for a user without any.
    func activity(exponent: Double, scale: Double, _ isBinary: Bool) -> [Double] {
        (0..<userCount).map { user in
            let range = userRows.range(user)
            guard exponent > 0, !range.isEmpty else { return 1 }
            return pow(
                isBinary ? Double(range.count) : range.reduce(0) { $0 + scale * Double(userWeights[$1]) }, -exponent)
        }
    }
}

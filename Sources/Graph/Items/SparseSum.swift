/// A dense array of sums that knows which of them were added to: the one door to raw memory of all item scores.
///
/// Untouched sums hold −0.0: nothing but −0.0 added to −0.0 gives it back, so a sum that has cancelled to 0 is still
/// known as touched and is listed once.
///
/// - Complexity: creation O(capacity); clearing O(touched).
final class SparseSum: Scratch {
    private static let untouched: UInt64 = (-0.0).bitPattern

    let capacity: Int
    private let sums: UnsafeMutablePointer<Double>
    private let touched: UnsafeMutablePointer<Int32>
    /// How many sums were touched.
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        sums = .allocate(capacity: capacity)
        sums.initialize(repeating: -0.0, count: capacity)
        touched = .allocate(capacity: capacity)
        touched.initialize(repeating: 0, count: capacity)
    }

    /// A pool of sums of one capacity.
    static func pool(capacity: Int) -> ScratchPool<SparseSum> { ScratchPool { SparseSum(capacity: capacity) } }

    deinit {
        sums.deallocate()
        touched.deallocate()
    }

    /// The sums that were touched, in the order in which they first were; valid until the next change.
    var indices: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: touched, count: count) }

    /// The sum at `index`; 0 where nothing was added.
    @inline(__always)
    subscript(index: Int) -> Double {
        precondition(index >= 0 && index < capacity, "sum out of range")
        return sums[index] + 0.0
    }

    /// Adds `factor × weights[k]` to the sum at `targets[k]` for each k of `range`.
    ///
    /// - Precondition: every target of the range is below `capacity`, which the rows' owner has checked.
    @inline(__always)
    func add(
        _ factor: Double, times weights: UnsafeBufferPointer<Float>, at targets: UnsafeBufferPointer<Int32>,
        in range: Range<Int>
    ) {
        var end = count
        for index in range {
            let target = targets[index]
            assert(Int(target) < capacity)
            let part = factor * Double(weights[index])
            let before = sums[Int(target)]
            if before.bitPattern == Self.untouched {
                if part == 0 { continue }
                touched[end] = target
                end += 1
            }
            sums[Int(target)] = before + part
        }
        count = end
    }

    /// Adds `part` to the sum at `index`.
    @inline(__always)
    func add(_ part: Double, at index: Int32) {
        precondition(index >= 0 && Int(index) < capacity, "sum out of range")
        let before = sums[Int(index)]
        if before.bitPattern == Self.untouched {
            if part == 0 { return }
            touched[count] = index
            count += 1
        }
        sums[Int(index)] = before + part
    }

    /// Sets back to untouched what was touched, and only that.
    func clear() {
        for position in 0..<count { sums[Int(touched[position])] = -0.0 }
        count = 0
    }
}

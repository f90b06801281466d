import Columns
import Forecasting

/// The TreeSHAP algorithm as its paper gives it, one row and one tree at a time: the twin of the forest's kernels.
///
/// Lundberg, Erion et al., "From local explanations to global understanding with explainable AI for trees", Nature
/// Machine Intelligence 2020, Algorithm 2. A path element's `zero` is the share of covers that flows on when its feature
/// is unknown, `one` says whether the row itself flows on, `weight` is the summed permutation weight of the subsets of
/// that size. Unwinding divides by shares, so its own rounding grows with the depth.
final class TreeWalkShap {
    /// One distinct feature on the way from the root.
    private struct Step {
        var feature = -1
        var zero = 0.0
        var one = 0.0
        var weight = 0.0
    }

    /// One contribution a feature.
    private(set) var values: [Double]
    private let row: [Float]
    private var nodes: [ForestNode] = []
    private var covers: [Float] = []

    init(_ forest: Forest, row: [Float]) {
        self.row = row
        self.values = [Double](repeating: 0, count: forest.featureCount)
        let depth = Forest.maximumDepth
        // Level k of the walk owns k + 1 path elements, one level after another.
        let scratch = UnsafeMutablePointer<Step>.allocate(capacity: (depth + 2) * (depth + 3) / 2)
        scratch.initialize(repeating: Step(), count: (depth + 2) * (depth + 3) / 2)
        defer { scratch.deallocate() }
        for tree in 0..<forest.treeCount {
            let range = Int(forest.columns.treeStarts[tree])..<Int(forest.columns.treeStarts[tree + 1])
            nodes = range.map { forest.columns.nodes[$0] }
            covers = range.map { forest.columns.covers[$0] }
            visit(0, parent: scratch, depth: 0, zero: 1, one: 1, feature: -1)
        }
    }

    /// Visits `node` with the `depth` elements of its parent's path, extended by the split that led here.
    private func visit(
        _ node: Int, parent: UnsafeMutablePointer<Step>, depth: Int, zero: Double, one: Double, feature: Int
    ) {
        // Neither a subset with the feature nor one without it flows here: every weight below is zero.
        if zero == 0, one == 0 { return }
        let path = parent + depth
        // The root's level reuses its own memory; every other level copies its parent's elements behind them.
        if depth > 0 { path.update(from: parent, count: depth) }
        Self.extend(path, depth, zero: zero, one: one, feature: feature)

        let current = nodes[node]
        let left = Int(current.child)
        if left == node {
            for index in stride(from: 1, through: depth, by: 1) {
                let weight = Self.unwoundSum(path, depth, index)
                values[path[index].feature] += weight * (path[index].one - path[index].zero) * Double(current.value)
            }
            return
        }

        var depth = depth
        var incomingZero = 1.0
        var incomingOne = 1.0
        if let earlier = (0...depth).first(where: { path[$0].feature == current.feature }) {
            // The feature was split on before: undo that element, the new one takes in its shares.
            incomingZero = path[earlier].zero
            incomingOne = path[earlier].one
            Self.unwind(path, depth, earlier)
            depth -= 1
        }
        let value = row[current.feature]
        let hot = left + ((value.isNaN ? current.missingGoesLeft : value < current.threshold) ? 0 : 1)
        let both = Double(covers[left]) + Double(covers[left + 1])
        let leftShare = both > 0 ? Double(covers[left]) / both : 0.5
        for child in [hot, hot == left ? left + 1 : left] {
            visit(
                child, parent: path, depth: depth + 1,
                zero: (child == left ? leftShare : 1 - leftShare) * incomingZero,
                one: child == hot ? incomingOne : 0, feature: current.feature)
        }
    }

    /// Appends an element and updates the weights of all subset sizes (EXTEND).
    private static func extend(
        _ path: UnsafeMutablePointer<Step>, _ depth: Int, zero: Double, one: Double, feature: Int
    ) {
        path[depth] = Step(feature: feature, zero: zero, one: one, weight: depth == 0 ? 1 : 0)
        let size = Double(depth + 1)
        for index in stride(from: depth - 1, through: 0, by: -1) {
            path[index + 1].weight += one * path[index].weight * Double(index + 1) / size
            path[index].weight = zero * path[index].weight * Double(depth - index) / size
        }
    }

    /// Removes element `removed` as if it had never been appended (UNWIND).
    private static func unwind(_ path: UnsafeMutablePointer<Step>, _ depth: Int, _ removed: Int) {
        let zero = path[removed].zero
        let one = path[removed].one
        let size = Double(depth + 1)
        var next = path[depth].weight
        for index in stride(from: depth - 1, through: 0, by: -1) {
            if one != 0 {
                let kept = path[index].weight
                path[index].weight = next * size / (Double(index + 1) * one)
                next = kept - path[index].weight * zero * Double(depth - index) / size
            } else {
                path[index].weight = path[index].weight * size / (zero * Double(depth - index))
            }
        }
        for index in removed..<depth {
            path[index].feature = path[index + 1].feature
            path[index].zero = path[index + 1].zero
            path[index].one = path[index + 1].one
        }
    }

    /// The sum of the weights that would be left after unwinding element `removed`, without changing the path.
    private static func unwoundSum(_ path: UnsafeMutablePointer<Step>, _ depth: Int, _ removed: Int) -> Double {
        let zero = path[removed].zero
        let one = path[removed].one
        let size = Double(depth + 1)
        var next = path[depth].weight
        var total = 0.0
        for index in stride(from: depth - 1, through: 0, by: -1) {
            if one != 0 {
                let weight = next * size / (Double(index + 1) * one)
                total += weight
                next = path[index].weight - weight * zero * Double(depth - index) / size
            } else {
                total += path[index].weight / zero * size / Double(depth - index)
            }
        }
        return total
    }
}

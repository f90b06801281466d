internal import Columns

/// Gradient-boosted trees as immutable flat columns, evaluated without libxgboost.
///
/// A row is `featureCount` floats in the order of `featureNames`; NaN is a missing value. `margin` adds the leaf values
/// in tree order to `baseMargin` in single precision, exactly as libxgboost 1.7 does, so the two agree bit for bit.
///
/// - Thread safety: immutable; any number of threads may predict.
package struct Forest: Sendable {
    /// The most features that a forest may have.
    package static let maximumFeatureCount = 1 << 20
    /// The greatest depth of a tree.
    package static let maximumDepth = 256

    /// The flat columns, for writing.
    package let columns: ForestColumns
    /// The distinct feature names in the order of a row's values.
    package let featureNames: [String]
    /// The margin before the first tree.
    package let baseMargin: Float
    /// What the margin means.
    package let objective: BoosterObjective
    /// The mean margin over the training rows by cover: the value that SHAP contributions start from.
    package let expectedValue: Double
    /// The number of steps from each tree's root to its deepest leaf.
    let depths: [Int]
    /// For each tree's depth d, at ⌈d / 2⌉, the rule that integrates its explanation.
    let rules: [GaussLegendre]
    /// The splits as masks of leaves; nil where a tree has too many leaves for one.
    let leafMasks: LeafMasks?

    /// The number of features of a row.
    package var featureCount: Int { featureNames.count }
    /// Whether it says the same of every row: no tree has a split.
    package var isConstant: Bool { depths.allSatisfy { $0 == 0 } }
    /// The number of trees.
    package var treeCount: Int { depths.count }

    /// Creates a forest from columns that may come from anywhere; everything is checked.
    ///
    /// - Throws: `ForestError` naming the tree, node and field that break the form.
    /// - Complexity: O(nodes + features).
    package init(
        columns: ForestColumns, featureNames: [String], baseMargin: Float, objective: BoosterObjective
    ) throws(ForestError) {
        guard (1...Self.maximumFeatureCount).contains(featureNames.count) else {
            throw .invalidModel(
                field: "featureNames", value: "\(featureNames.count) names", expected: "1...\(Self.maximumFeatureCount)"
            )
        }
        guard Set(featureNames).count == featureNames.count, !featureNames.contains("") else {
            throw .invalidModel(field: "featureNames", value: "a repeated or empty name", expected: "distinct names")
        }
        guard baseMargin.isFinite else {
            throw .invalidModel(field: "baseMargin", value: "\(baseMargin)", expected: "a finite number")
        }
        let depths = try columns.validate(featureCount: featureNames.count)
        self.depths = depths
        self.rules = (0...((depths.max() ?? 0) + 1) / 2).map { GaussLegendre(count: $0) }
        self.leafMasks = LeafMasks(columns)
        self.columns = columns
        self.featureNames = featureNames
        self.baseMargin = baseMargin
        self.objective = objective
        self.expectedValue = Double(baseMargin) + columns.meanMargin
    }

    /// The prediction that `margin` stands for: a probability for `.binaryLogistic`, else the margin itself.
    package func prediction(margin: Float) -> Float {
        objective == .binaryLogistic ? Logistic.probability(margin: margin) : margin
    }
}

extension ForestColumns {
    /// The sum over trees of the cover-weighted mean leaf, of validated columns.
    fileprivate var meanMargin: Double {
        var total = 0.0
        for tree in 0..<(treeStarts.count - 1) {
            let start = Int(treeStarts[tree])
            let count = Int(treeStarts[tree + 1]) - start
            var means = [Double](repeating: 0, count: count)
            // Children have greater numbers than their parent, so going backwards meets them first.
            for index in (0..<count).reversed() {
                let node = nodes[start + index]
                let child = Int(node.child)
                if child == index {
                    means[index] = Double(node.value)
                } else {
                    let share = Self.leftShare(Double(covers[start + child]), Double(covers[start + child + 1]))
                    means[index] = share * means[child] + (1 - share) * means[child + 1]
                }
            }
            total += means[0]
        }
        return total
    }

    /// The share of a split's cover that lies in its left child; one half when neither child has any.
    ///
    /// Dividing by the children's own sum, not by the parent's stored cover, makes the two shares add up to one.
    private static func leftShare(_ left: Double, _ right: Double) -> Double {
        left + right > 0 ? left / (left + right) : 0.5
    }
}

/// A dense table of features with one label a row, checked once so that every later step may rely on it.
///
/// Shape: `features` is row-major, `rowCount × featureCount`; NaN means missing, infinities are refused. `groups` holds
/// the sizes of consecutive runs of rows (one run per query or user) and sums to `rowCount`. `weights` are 0 or more,
/// one a row, or one a group when there are groups, which is how XGBoost's ranking objectives weigh.
///
/// - Thread safety: immutable.
package struct TrainingSet: Sendable {
    /// Row-major features, `rowCount × featureCount`; NaN is missing.
    package let features: [Float]
    /// One distinct, non-empty name per feature.
    package let featureNames: [String]
    /// One finite label a row.
    package let labels: [Float]
    /// Sizes of the consecutive groups of rows, or nil.
    package let groups: [UInt32]?
    /// Weights per row, or per group when there are groups; nil weighs all alike.
    package let weights: [Float]?

    /// The number of rows.
    package var rowCount: Int { labels.count }
    /// The number of features of a row.
    package var featureCount: Int { featureNames.count }

    /// Creates a table and checks it.
    ///
    /// - Throws: `BoosterError.invalidTrainingSet` naming the field, the position and what was expected.
    /// - Complexity: O(rows × features).
    package init(
        features: [Float], featureNames: [String], labels: [Float], groups: [UInt32]? = nil, weights: [Float]? = nil
    ) throws(BoosterError) {
        guard !labels.isEmpty else {
            throw .invalidTrainingSet(field: "labels", index: nil, expected: "at least one row")
        }
        try Self.check(names: featureNames)
        let (cells, overflow) = labels.count.multipliedReportingOverflow(by: featureNames.count)
        guard !overflow, features.count == cells else {
            throw .invalidTrainingSet(
                field: "features", index: nil,
                expected: "\(labels.count) rows of \(featureNames.count) values, got \(features.count) values")
        }
        if let index = features.firstIndex(where: \.isInfinite) {
            throw .invalidTrainingSet(field: "features", index: index, expected: "a finite number, or NaN for missing")
        }
        if let index = labels.firstIndex(where: { !$0.isFinite }) {
            throw .invalidTrainingSet(field: "labels", index: index, expected: "a finite number")
        }
        if let groups {
            guard groups.reduce(UInt64(0), { $0 &+ UInt64($1) }) == UInt64(labels.count) else {
                throw .invalidTrainingSet(
                    field: "groups", index: nil, expected: "sizes that sum to \(labels.count) rows")
            }
            if let index = groups.firstIndex(of: 0) {
                throw .invalidTrainingSet(field: "groups", index: index, expected: "at least one row")
            }
        }
        if let weights {
            let expected = groups?.count ?? labels.count
            guard weights.count == expected else {
                throw .invalidTrainingSet(
                    field: "weights", index: nil,
                    expected: "\(expected) values, one per \(groups == nil ? "row" : "group"), got \(weights.count)")
            }
            if let index = weights.firstIndex(where: { !($0 >= 0) || !$0.isFinite }) {
                throw .invalidTrainingSet(field: "weights", index: index, expected: "a finite number, 0 or more")
            }
            guard weights.contains(where: { $0 > 0 }) else {
                throw .invalidTrainingSet(field: "weights", index: nil, expected: "at least one above 0")
            }
        }
        self.features = features
        self.featureNames = featureNames
        self.labels = labels
        self.groups = groups
        self.weights = weights
    }

    /// One weight a row: a group's weight repeated over its rows; nil when all weigh alike.
    package var rowWeights: [Float]? {
        guard let weights, let groups else { return weights }
        return zip(groups, weights).flatMap { size, weight in repeatElement(weight, count: Int(size)) }
    }

    private static func check(names: [String]) throws(BoosterError) {
        guard !names.isEmpty, names.count <= Forest.maximumFeatureCount else {
            throw .invalidTrainingSet(
                field: "featureNames", index: nil, expected: "1...\(Forest.maximumFeatureCount) names")
        }
        var seen: Set<String> = []
        for (index, name) in names.enumerated() {
            guard !name.isEmpty, !name.utf8.contains(0), seen.insert(name).inserted else {
                throw .invalidTrainingSet(
                    field: "featureNames", index: index, expected: "a distinct, non-empty name, got \"\(name)\"")
            }
        }
    }
}

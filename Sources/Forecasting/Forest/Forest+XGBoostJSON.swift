internal import Columns

extension Forest {
    /// Reads a model in XGBoost's JSON, as versions 1.6 to 3.x write it.
    ///
    /// All trees of the document are used, whatever a `best_iteration` attribute says. Features without names are
    /// called f0, f1, …. Nodes are renumbered breadth first, so deleted nodes disappear.
    ///
    /// - Throws: `ForestError.malformedJSON` for broken documents, `.unsupported` for categorical splits, vector
    ///   leaves, several classes or targets, other boosters and other objectives, else the field or node that is out of
    ///   range.
    /// - Complexity: O(bytes).
    package init(xgboostJSON json: [UInt8]) throws(ForestError) {
        let model = try XGBoostModel(json: json)
        let objective = try Self.objective(of: model)
        guard let featureCount = model.featureCount else { throw .missing(field: "num_feature") }
        guard (1...Self.maximumFeatureCount).contains(featureCount) else {
            throw .invalidModel(
                field: "num_feature", value: "\(featureCount)", expected: "1...\(Self.maximumFeatureCount)")
        }
        guard model.featureNames.isEmpty || model.featureNames.count == featureCount else {
            throw .invalidModel(
                field: "feature_names", value: "\(model.featureNames.count) names", expected: "\(featureCount)")
        }
        guard let trees = model.trees else { throw .missing(field: "trees") }
        guard model.treeGroups.allSatisfy({ $0 == 0 }) else {
            throw .unsupported(field: "tree_info", value: "several output groups", expected: "one output")
        }

        var nodes: [ForestNode] = []
        var covers: [Float] = []
        var starts: [UInt32] = [0]
        for (number, tree) in trees.enumerated() {
            try tree.flatten(number: number, featureCount: featureCount, nodes: &nodes, covers: &covers)
            guard let end = UInt32(exactly: nodes.count) else {
                throw .invalidModel(field: "trees", value: "\(nodes.count) nodes", expected: "fewer than 2^32")
            }
            starts.append(end)
        }
        try self.init(
            columns: ForestColumns(
                nodes: FlatColumn(nodes), covers: FlatColumn(covers), treeStarts: FlatColumn(starts)),
            featureNames: model.featureNames.isEmpty ? (0..<featureCount).map { "f\($0)" } : model.featureNames,
            baseMargin: try Self.baseMargin(of: model, objective: objective), objective: objective)
    }

    /// Checks that the model is one scalar tree ensemble, and returns its objective.
    private static func objective(of model: XGBoostModel) throws(ForestError) -> BoosterObjective {
        guard let booster = model.booster else { throw .missing(field: "gradient_booster.name") }
        guard booster == "gbtree" else { throw .unsupported(field: "booster", value: booster, expected: "gbtree") }
        guard model.classCount <= 1 else {
            throw .unsupported(field: "num_class", value: "\(model.classCount)", expected: "at most 1")
        }
        guard model.targetCount <= 1 else {
            throw .unsupported(field: "num_target", value: "\(model.targetCount)", expected: "at most 1")
        }
        guard let name = model.objective else { throw .missing(field: "objective.name") }
        guard let objective = BoosterObjective(rawValue: name) else {
            throw .unsupported(
                field: "objective", value: name,
                expected: "one of " + BoosterObjective.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return objective
    }

    /// The margin of `base_score`, which a logistic model stores as a probability.
    private static func baseMargin(
        of model: XGBoostModel, objective: BoosterObjective
    ) throws(ForestError) -> Float {
        guard var text = model.baseScore?[...] else { throw .missing(field: "base_score") }
        if text.first == "[", text.last == "]" { text = text.dropFirst().dropLast() }
        guard let score = Float(text), score.isFinite else {
            throw .invalidModel(field: "base_score", value: String(text), expected: "one finite number")
        }
        guard objective == .binaryLogistic else { return score }
        guard score > 0, score < 1 else {
            throw .invalidModel(field: "base_score", value: String(text), expected: "a probability between 0 and 1")
        }
        return Logistic.margin(probability: score)
    }
}

extension XGBoostModel.Tree {
    /// Appends the nodes that the root reaches, breadth first with siblings side by side.
    fileprivate func flatten(
        number: Int, featureCount: Int, nodes: inout [ForestNode], covers: inout [Float]
    ) throws(ForestError) {
        func invalid(_ node: Int, _ field: String, _ expected: String) -> ForestError {
            .invalidNode(tree: number, node: node, field: field, expected: expected)
        }
        let count = left.count
        guard count > 0 else { throw invalid(0, "left_children", "at least one node") }
        guard leafVectorSize <= 1 else {
            throw .unsupported(field: "size_leaf_vector", value: "\(leafVectorSize)", expected: "scalar leaves")
        }
        guard categoryNodes.isEmpty, splitType.allSatisfy({ $0 == 0 }) else {
            throw .unsupported(
                field: "split_type", value: "categorical in tree \(number)", expected: "numerical splits only")
        }
        for (field, length) in [
            ("right_children", right.count), ("split_indices", feature.count), ("split_conditions", condition.count),
            ("default_left", missingGoesLeft.count), ("sum_hessian", cover.count),
        ] where length != count {
            throw invalid(0, field, "\(count) values, got \(length)")
        }

        // `order` is the queue of the breadth-first walk. A tree reaches each node once; a document that reaches one
        // twice (a cycle, or a shared child) would make the queue longer than the tree.
        var order = [0]
        var next = 0
        while next < order.count {
            let id = order[next]
            let isLeaf = left[id] == -1
            guard isLeaf == (right[id] == -1) else { throw invalid(id, "right_children", "-1 exactly in a leaf") }
            if isLeaf {
                guard let index = UInt32(exactly: next) else { throw invalid(id, "id", "fewer than 2^32 nodes") }
                nodes.append(.leaf(index: index, value: condition[id]))
            } else {
                guard order.indices.last.map({ $0 + 2 < count }) ?? false else {
                    throw invalid(id, "left_children", "each node to be reached once")
                }
                for child in [left[id], right[id]] {
                    guard child > 0, child < count else { throw invalid(id, "left_children", "1..<\(count), or -1") }
                    order.append(child)
                }
                guard feature[id] >= 0, feature[id] < featureCount, let index = UInt32(exactly: feature[id]) else {
                    throw invalid(id, "split_indices", "0..<\(featureCount)")
                }
                guard missingGoesLeft[id] == 0 || missingGoesLeft[id] == 1 else {
                    throw invalid(id, "default_left", "0 or 1")
                }
                guard let child = UInt32(exactly: order.count - 2) else {
                    throw invalid(id, "id", "fewer than 2^32 nodes")
                }
                nodes.append(
                    .split(
                        feature: index, threshold: condition[id], missingGoesLeft: missingGoesLeft[id] == 1,
                        child: child))
            }
            covers.append(cover[id])
            next += 1
        }
    }
}

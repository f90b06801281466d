/// The parts of XGBoost's model JSON that a forest needs, read but not yet checked against each other.
///
/// Format: "Introduction to Model IO" in the XGBoost documentation; versions 1.6 to 3.x, whose differences are the
/// form of `base_score` (a number in a string; from 3.1 a bracketed list in a string) and of `default_left` (0/1 or
/// false/true).
struct XGBoostModel {
    var objective: String?
    var booster: String?
    var baseScore: String?
    var featureCount: Int?
    var classCount = 0
    var targetCount = 1
    var featureNames: [String] = []
    var treeGroups: [Int] = []
    var trees: [Tree]?

    /// One tree as parallel arrays over its node ids.
    struct Tree {
        var left: [Int] = []
        var right: [Int] = []
        var feature: [Int] = []
        var condition: [Float] = []
        var missingGoesLeft: [Int] = []
        var cover: [Float] = []
        var splitType: [Int] = []
        var categoryNodes: [Int] = []
        var leafVectorSize = 0
    }

    /// Reads a whole document.
    init(json: [UInt8]) throws(ForestError) {
        var reader = JSONReader(json)
        var model = Self()
        try reader.object { (reader, key) throws(ForestError) in
            guard key == "learner" else { return try reader.skip() }
            try model.readLearner(&reader)
        }
        try reader.finish()
        self = model
    }

    private init() {}

    private mutating func readLearner(_ reader: inout JSONReader) throws(ForestError) {
        var model = self
        try reader.object { (reader, key) throws(ForestError) in
            switch key {
            case "feature_names": model.featureNames = try reader.strings()
            case "learner_model_param": try model.readParameters(&reader)
            case "objective":
                try reader.object { (reader, key) throws(ForestError) in
                    if key == "name" { model.objective = try reader.string() } else { try reader.skip() }
                }
            case "gradient_booster":
                try reader.object { (reader, key) throws(ForestError) in
                    switch key {
                    case "name": model.booster = try reader.string()
                    case "model": try model.readTrees(&reader)
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
        self = model
    }

    private mutating func readParameters(_ reader: inout JSONReader) throws(ForestError) {
        var model = self
        try reader.object { (reader, key) throws(ForestError) in
            switch key {
            case "base_score": model.baseScore = try reader.string()
            case "num_feature": model.featureCount = try Self.count(&reader, key)
            case "num_class": model.classCount = try Self.count(&reader, key)
            case "num_target": model.targetCount = try Self.count(&reader, key)
            default: try reader.skip()
            }
        }
        self = model
    }

    private mutating func readTrees(_ reader: inout JSONReader) throws(ForestError) {
        var model = self
        try reader.object { (reader, key) throws(ForestError) in
            switch key {
            case "tree_info": model.treeGroups = try reader.integers()
            case "trees":
                var trees: [Tree] = []
                try reader.array { (reader) throws(ForestError) in trees.append(try Tree(&reader)) }
                model.trees = trees
            default: try reader.skip()
            }
        }
        self = model
    }

    /// Reads a count that XGBoost writes as a string.
    fileprivate static func count(_ reader: inout JSONReader, _ field: String) throws(ForestError) -> Int {
        let text = try reader.string()
        guard let value = Int(text), value >= 0 else {
            throw .invalidModel(field: field, value: text, expected: "a whole number, 0 or more")
        }
        return value
    }
}

extension XGBoostModel.Tree {
    fileprivate init(_ reader: inout JSONReader) throws(ForestError) {
        var tree = Self()
        try reader.object { (reader, key) throws(ForestError) in
            switch key {
            case "left_children": tree.left = try reader.integers()
            case "right_children": tree.right = try reader.integers()
            case "split_indices": tree.feature = try reader.integers()
            case "split_conditions": tree.condition = try reader.floats()
            case "default_left": tree.missingGoesLeft = try reader.integers()
            case "sum_hessian": tree.cover = try reader.floats()
            case "split_type": tree.splitType = try reader.integers()
            case "categories_nodes": tree.categoryNodes = try reader.integers()
            case "tree_param":
                try reader.object { (reader, key) throws(ForestError) in
                    if key == "size_leaf_vector" {
                        tree.leafVectorSize = try XGBoostModel.count(&reader, key)
                    } else {
                        try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
        self = tree
    }
}

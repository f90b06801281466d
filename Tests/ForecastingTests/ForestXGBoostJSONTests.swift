import Columns
import Forecasting
import TestNumbers
import Testing

@Suite("XGBoost model JSON")
struct ForestXGBoostJSONTests {
    @Test("A logistic base score becomes a log-odds margin, in every version's notation")
    func baseScores() throws {
        #expect(try Forest(xgboostJSON: ModelText(baseScore: "5E-1").bytes).baseMargin == 0)
        #expect(try Forest(xgboostJSON: ModelText(baseScore: "[5E-1]").bytes).baseMargin == 0)
        let quarter = try Forest(xgboostJSON: ModelText(baseScore: "[2.5E-1]").bytes).baseMargin
        #expect(abs(quarter + 1.0986123) < 1e-6)
        let squared = ModelText(objective: "reg:squarederror", baseScore: "[-1.25E2]")
        #expect(try Forest(xgboostJSON: squared.bytes).baseMargin == -125)
        let pairwise = ModelText(objective: "rank:pairwise", baseScore: "5E-1")
        #expect(try Forest(xgboostJSON: pairwise.bytes).baseMargin == 0.5)
    }

    @Test("Missing values follow default_left, equal values go right, deleted nodes disappear")
    func routing() throws {
        let forest = try Forest(xgboostJSON: ModelText().bytes)
        #expect(forest.columns.nodes.count == 3)
        #expect(forest.margin([0.4]) == -1)
        #expect(forest.margin([0.5]) == 2)
        #expect(forest.margin([.nan]) == -1)
        var right = ModelText()
        right.defaultLeft = "[false,false,false,false,false]"
        #expect(try Forest(xgboostJSON: right.bytes).margin([.nan]) == 2)
    }

    @Test("Escaped and unnamed features keep their order")
    func featureNames() throws {
        var named = ModelText()
        named.names = #"["caf\u00e9 \ud83d\ude00 \"x\" \\"]"#
        #expect(try Forest(xgboostJSON: named.bytes).featureNames == ["café 😀 \"x\" \\"])
        #expect(try Forest(xgboostJSON: ModelText().bytes).featureNames == ["f0"])
    }

    @Test("A model without trees answers its base margin")
    func empty() throws {
        var text = ModelText(objective: "reg:squarederror", baseScore: "3E0")
        text.trees = "[]"
        let forest = try Forest(xgboostJSON: text.bytes)
        #expect(forest.margin([1]) == 3)
        #expect(forest.shapValues([1]).values == [0])
        #expect(forest.expectedValue == 3)
    }

    @Test("Categorical splits are refused by name")
    func categorical() {
        var text = ModelText()
        text.splitType = "[1,0,0,0,0]"
        #expect(
            throws: ForestError.unsupported(
                field: "split_type", value: "categorical in tree 0", expected: "numerical splits only")
        ) { try Forest(xgboostJSON: text.bytes) }
    }

    @Test("Whatever the forest cannot evaluate or that contradicts itself is a typed error", arguments: Self.broken)
    func refused(change: Change) {
        #expect(throws: ForestError.self, "\(change.name)") {
            var text = ModelText()
            change.apply(&text)
            return try Forest(xgboostJSON: text.bytes)
        }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        let apply: @Sendable (inout ModelText) -> Void
        var testDescription: String { name }
    }

    static let broken: [Change] = [
        Change(name: "another objective") { $0.objective = "multi:softprob" },
        Change(name: "another booster") { $0.booster = "dart" },
        Change(name: "several classes") { $0.classCount = "3" },
        Change(name: "several targets") { $0.targetCount = "2" },
        Change(name: "several output groups") { $0.treeInfo = "[1]" },
        Change(name: "vector leaves") { $0.leafVector = "2" },
        Change(name: "a certain base score") { $0.baseScore = "1E0" },
        Change(name: "an infinite base score") { $0.baseScore = "inf" },
        Change(name: "two base scores") { $0.baseScore = "[1E-1,2E-1]" },
        Change(name: "no features") { $0.featureCount = "0" },
        Change(name: "a huge feature count") { $0.featureCount = "4000000000" },
        Change(name: "a feature count beyond integers") { $0.featureCount = "99999999999999999999" },
        Change(name: "too many names") { $0.names = #"["a","b"]"# },
        Change(name: "a lone surrogate") { $0.names = #"["\ud800"]"# },
        Change(name: "a root that is its own child") { $0.left = "[0,-1,-1,-1,-1]" },
        Change(name: "a child reached twice") {
            $0.right = "[1,-1,-1,-1,-1]"; $0.left = "[1,3,-1,-1,-1]"
        },
        Change(name: "a cycle") {
            $0.left = "[1,2,1,-1,-1]"; $0.right = "[2,1,2,-1,-1]"
        },
        Change(name: "a child beyond the tree") { $0.right = "[9,-1,-1,-1,-1]" },
        Change(name: "a negative child") { $0.left = "[-7,-1,-1,-1,-1]" },
        Change(name: "one child only") { $0.right = "[-1,-1,-1,-1,-1]" },
        Change(name: "a feature out of range") { $0.feature = "[1,0,0,0,0]" },
        Change(name: "a negative feature") { $0.feature = "[-1,0,0,0,0]" },
        Change(name: "a NaN threshold") { $0.condition = "[NaN,-1E0,2E0,0,0]" },
        Change(name: "a NaN leaf") { $0.condition = "[5E-1,NaN,2E0,0,0]" },
        Change(name: "an infinite leaf") { $0.condition = "[5E-1,Infinity,2E0,0,0]" },
        Change(name: "an overflowing number") { $0.condition = "[1E400,-1E0,2E0,0,0]" },
        Change(name: "a negative cover") { $0.cover = "[10,-4,6,0,0]" },
        Change(name: "a NaN cover") { $0.cover = "[NaN,4,6,0,0]" },
        Change(name: "a short array") { $0.cover = "[10,4]" },
        Change(name: "a text in a number's place") { $0.condition = #"["x",0,0,0,0]"# },
        Change(name: "an object in a list's place") { $0.left = "{}" },
        Change(name: "a fraction in a whole number's place") { $0.left = "[1.5,-1,-1,-1,-1]" },
        Change(name: "no nodes") { $0.left = "[]" },
        Change(name: "a flag that is not one") { $0.defaultLeft = "[2,0,0,0,0]" },
        Change(name: "trees that are a number") { $0.trees = "7" },
        Change(name: "deep nesting") {
            $0.trees = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        },
        Change(name: "deep nesting in an ignored key") {
            $0.extra = #","attributes":"# + String(repeating: #"{"a":"#, count: 100_000)
        },
    ]

    @Test("Text around or instead of the document is refused", arguments: ["", "[]", "null", "{}", "{\"learner\":{}}"])
    func notAModel(text: String) {
        #expect(throws: ForestError.self) { try Forest(xgboostJSON: Array(text.utf8)) }
        #expect(throws: ForestError.self) { try Forest(xgboostJSON: ModelText().bytes + Array("x\(text)".utf8)) }
    }

    @Test("Every truncation is a typed error, never a trap")
    func truncation() throws {
        let json = try Golden.modelJSON("ranking")
        for length in stride(from: 0, to: json.count, by: 37) {
            #expect(throws: ForestError.self) { try Forest(xgboostJSON: Array(json[0..<length])) }
        }
    }

    @Test("Flipped bits either give a typed error or a forest that still answers", arguments: 0..<20)
    func bitFlips(seed: UInt64) throws {
        var json = try Golden.modelJSON("ranking")
        var refused = 0
        let names = try Forest(xgboostJSON: json).featureNames
        var generator = SeededGenerator(seed)
        for _ in 0..<60 {
            let position = generator.below(json.count)
            let bit = UInt8(1) << UInt8(generator.below(8))
            json[position] ^= bit
            do {
                let forest = try Forest(xgboostJSON: json)
                let row = [Float](repeating: 0.5, count: forest.featureCount)
                #expect(forest.margin(row).isNaN == false)
                #expect(forest.shapValues(row).values.count == forest.featureCount)
            } catch {
                refused += 1
            }
            json[position] ^= bit
        }
        #expect(refused > 0)
        #expect(try Forest(xgboostJSON: json).featureNames == names)
    }
}

/// A small model document whose parts can be replaced.
struct ModelText {
    var objective = "binary:logistic"
    var booster = "gbtree"
    var baseScore = "5E-1"
    var classCount = "0"
    var targetCount = "1"
    var featureCount = "1"
    var names = "[]"
    var treeInfo = "[0]"
    var leafVector = "0"
    // Nodes 3 and 4 were deleted: no parent points to them.
    var left = "[1,-1,-1,-1,-1]"
    var right = "[2,-1,-1,-1,-1]"
    var feature = "[0,0,0,0,0]"
    var condition = "[5E-1,-1E0,2E0,0,0]"
    var defaultLeft = "[1,0,0,0,0]"
    var cover = "[10,4,6,0,0]"
    var splitType = "[0,0,0,0,0]"
    var trees: String?
    var extra = ""

    init(objective: String = "binary:logistic", baseScore: String = "5E-1") {
        self.objective = objective
        self.baseScore = baseScore
    }

    var bytes: [UInt8] {
        let tree = """
            {"base_weights":[0,0,0,0,0],"categories":[],"categories_nodes":[],"default_left":\(defaultLeft),"id":0,\
            "left_children":\(left),"loss_changes":[NaN,0,0,0,0],"right_children":\(right),\
            "split_conditions":\(condition),\
            "split_indices":\(feature),"split_type":\(splitType),"sum_hessian":\(cover),\
            "tree_param":{"num_deleted":"2","num_nodes":"5","size_leaf_vector":"\(leafVector)"}}
            """
        let text = """
            {"learner":{"feature_names":\(names),"feature_types":[],"gradient_booster":{"model":{\
            "gbtree_model_param":{},\
            "tree_info":\(treeInfo),"trees":\(trees ?? "[\(tree)]")},"name":"\(booster)"},"learner_model_param":\
            {"base_score":"\(baseScore)","num_class":"\(classCount)","num_feature":"\(featureCount)",\
            "num_target":"\(targetCount)"},"objective":{"name":"\(objective)"}\(extra)},\
            "version":[3,2,0]}
            """
        return Array(text.utf8)
    }
}

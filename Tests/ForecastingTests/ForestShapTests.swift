import Columns
import Forecasting
import Testing

@Suite("Forest SHAP values")
struct ForestShapTests {
    @Test(
        "Contributions of a Python-trained model equal Python's within 1e-4 of their scale",
        arguments: ["binary", "regression", "ranking"])
    func golden(name: String) throws {
        let golden = try Golden.model(name)
        let forest = try Forest(xgboostJSON: Golden.modelJSON(name))
        // The regression's margins are in hundreds, the others' are near 1.
        let tolerance = 1e-4 * max(1, abs(forest.expectedValue))
        for (row, expected) in zip(golden.features, golden.contributions) {
            let shap = forest.shapValues(row)
            for (value, reference) in zip(shap.values + [shap.expectedValue], expected) {
                #expect(abs(value - Double(reference)) <= tolerance)
            }
        }
    }

    @Test("Contributions equal libxgboost's within 1e-4", arguments: BoosterObjective.allCases)
    func library(objective: BoosterObjective) throws {
        let table = SyntheticTable(seed: 15, rows: 600, features: 12, objective: objective)
        let model = try BoosterTrainer(parameters: BoosterParameters(objective: objective, rounds: 60)).train(
            table.set())
        let forest = try Forest(xgboostJSON: model.json)
        let width = table.names.count
        let rows = Array(table.features.prefix(100 * width))
        let reference = try XGBoostReference(json: model.json, featureCount: width).contributions(rows: rows)
        let tolerance = 1e-4 * max(1, abs(forest.expectedValue))
        for row in 0..<100 {
            let shap = forest.shapValues(Array(rows[(row * width)..<((row + 1) * width)]))
            let expected = reference[(row * (width + 1))..<((row + 1) * (width + 1))]
            for (value, expected) in zip(shap.values + [shap.expectedValue], expected) {
                #expect(abs(value - Double(expected)) <= tolerance)
            }
        }
    }

    @Test("Contributions equal the Shapley values of all subsets within 1e-9", arguments: 0..<60)
    func bruteForce(seed: UInt64) throws {
        var random = RandomForest(
            seed: seed, featureCount: 1 + Int(seed % 8), treeCount: 3, depth: 1 + Int(seed % 7))
        let forest = try random.forest()
        let rows = random.rows(4)
        for index in 0..<4 {
            let row = Array(rows[(index * forest.featureCount)..<((index + 1) * forest.featureCount)])
            let shap = forest.shapValues(row)
            let twin = SubsetShapley(forest: forest, row: row)
            #expect(abs(shap.expectedValue - twin.expectedValue) <= 1e-9)
            for (value, expected) in zip(shap.values, twin.values) { #expect(abs(value - expected) <= 1e-9) }
        }
    }

    @Test(
        "Contributions equal the walk of the paper within 1e-9, with features split on again and again",
        arguments: 0..<40)
    func paperTwin(seed: UInt64) throws {
        let width = 2 + Int(seed % 20)
        var random = RandomForest(seed: seed &+ 400, featureCount: width, treeCount: 20, depth: 1 + Int(seed % 10))
        let forest = try random.forest()
        let rows = random.rows(19)
        for (index, shap) in forest.shapValues(rows: rows, count: 19).enumerated() {
            let twin = TreeWalkShap(forest, row: Array(rows[(index * width)..<((index + 1) * width)]))
            for (value, expected) in zip(shap.values, twin.values) { #expect(abs(value - expected) <= 1e-9) }
        }
    }

    @Test("A row has the same bits alone, in any batch and on every instruction set", arguments: 0..<12)
    func sameBits(seed: UInt64) throws {
        var random = RandomForest(seed: seed &+ 70, featureCount: 9, treeCount: 15, depth: 1 + Int(seed))
        let forest = try random.forest()
        let rows = random.rows(41)
        let alone = (0..<41).map { forest.shapValues(Array(rows[($0 * 9)..<(($0 + 1) * 9)])) }
        let sets = ["portable", "avx2", "avx512"].compactMap { ShapKernels(named: $0) }
        #expect(sets.contains { $0.name == ShapKernels.best.name })
        for kernels in sets {
            for count in [0, 1, 7, 8, 9, 10, 16, 17, 24, 25, 41] {
                #expect(forest.shapValues(rows: rows, count: count, kernels: kernels) == Array(alone.prefix(count)))
            }
        }
        #expect(ShapKernels(named: "abacus") == nil)
    }

    @Test("Infinite thresholds and values go where a prediction goes, and missing values where the split says")
    func infinities() throws {
        let ends: [Float] = [-.infinity, -.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude, .infinity, .nan]
        for threshold in ends.dropLast() {
            for missingGoesLeft in [false, true] {
                let forest = try Forest(
                    columns: ForestColumns(
                        nodes: FlatColumn([
                            .split(feature: 0, threshold: threshold, missingGoesLeft: missingGoesLeft, child: 1),
                            .leaf(index: 1, value: 1), .leaf(index: 2, value: 3),
                        ]), covers: FlatColumn([4, 3, 1]), treeStarts: FlatColumn([0, 3])),
                    featureNames: ["a"], baseMargin: 0, objective: .squaredError)
                for (value, shap) in zip(ends, forest.shapValues(rows: ends, count: ends.count)) {
                    #expect(shap.values == [Double(forest.margin([value])) - 1.5])
                }
            }
        }
    }

    @Test("Forests of single leaves, and without trees, leave everything to the expected value")
    func withoutSplits() throws {
        for nodes: [ForestNode] in [[], [.leaf(index: 0, value: 2)]] {
            let forest = try Forest(
                columns: ForestColumns(
                    nodes: FlatColumn(nodes), covers: FlatColumn(nodes.map { _ in 0 }),
                    treeStarts: FlatColumn((0...nodes.count).map(UInt32.init))),
                featureNames: ["a", "b"], baseMargin: 0.5, objective: .squaredError)
            let shap = forest.shapValues([1, .nan])
            #expect(shap.values == [0, 0])
            #expect(shap.sum == Double(shap.margin))
        }
    }

    @Test("Deep trees add up to the margin, with covers that nearly vanish", arguments: [17, 33, 64, 255, 256])
    func deep(depth: Int) throws {
        var nodes: [ForestNode] = [.split(feature: 0, threshold: 0.5, missingGoesLeft: true, child: 1)]
        for level in 1...depth {
            let index = UInt32(nodes.count)
            nodes.append(
                level == depth
                    ? .leaf(index: index, value: 1)
                    : .split(
                        feature: UInt32(level % 200), threshold: Float(level % 7) / 7, missingGoesLeft: true,
                        child: index + 2))
            nodes.append(.leaf(index: index + 1, value: Float(level % 5) / 3))
        }
        let covers = nodes.indices.map { Float($0 % 13 == 0 ? 1e-30 : Double($0 % 11)) }
        let forest = try Forest(
            columns: ForestColumns(
                nodes: FlatColumn(nodes), covers: FlatColumn(covers), treeStarts: FlatColumn([0, UInt32(nodes.count)])),
            featureNames: (0..<200).map { "f\($0)" }, baseMargin: 0, objective: .squaredError)
        var random = RandomForest(seed: 5, featureCount: 200, treeCount: 0, depth: 0)
        let rows = [Float](repeating: -1, count: 200) + random.rows(19)
        for (index, shap) in forest.shapValues(rows: rows, count: 20).enumerated() {
            #expect(abs(shap.rounding) <= 1e-9)
            #expect(forest.shapValues(Array(rows[(index * 200)..<((index + 1) * 200)])) == shap)
        }
    }

    @Test("Contributions add up to the margin within 1e-9 in double precision", arguments: 0..<30)
    func additivity(seed: UInt64) throws {
        var random = RandomForest(seed: seed &+ 900, featureCount: 25, treeCount: 100, depth: 4 + Int(seed % 9))
        let forest = try random.forest()
        let rows = random.rows(5)
        for index in 0..<5 {
            let row = Array(rows[(index * 25)..<((index + 1) * 25)])
            let shap = forest.shapValues(row)
            let margin = (0..<forest.treeCount).reduce(Double(forest.baseMargin)) {
                $0 + Double(forest.leaf(tree: $1, row: row))
            }
            #expect(abs(shap.sum - margin) <= 1e-9)
            #expect(shap.margin.bitPattern == forest.margin(row).bitPattern)
            #expect(shap.sum + shap.rounding == Double(shap.margin) || abs(shap.rounding) < 1e-4)
        }
    }

    @Test("A trained model's contributions add up to the served margin within the sum's rounding")
    func trainedAdditivity() throws {
        let table = SyntheticTable(seed: 21, rows: 500, features: 10, objective: .binaryLogistic)
        let model = try BoosterTrainer(parameters: BoosterParameters(objective: .binaryLogistic)).train(table.set())
        let forest = try Forest(xgboostJSON: model.json)
        for row in 0..<50 {
            let row = Array(table.features[(row * 10)..<((row + 1) * 10)])
            let shap = forest.shapValues(row)
            var sum = forest.baseMargin
            var largest: Float = 0
            for tree in 0..<forest.treeCount {
                sum += forest.leaf(tree: tree, row: row)
                largest = max(largest, abs(sum))
            }
            #expect(abs(shap.rounding) <= Double(forest.treeCount) * 0x1p-24 * Double(largest))
        }
    }
}

/// Shapley values by their definition: every subset of the features.
private struct SubsetShapley {
    let values: [Double]
    let expectedValue: Double

    init(forest: Forest, row: [Float]) {
        let count = forest.featureCount
        let payoffs = (0..<(1 << count)).map { subset in
            (0..<forest.treeCount).reduce(Double(forest.baseMargin)) {
                $0 + Self.payoff(forest, tree: $1, node: 0, row: row, subset: subset)
            }
        }
        var factorials = [1.0]
        for number in 1...(count + 1) { factorials.append(factorials[number - 1] * Double(number)) }
        values = (0..<count).map { feature in
            var value = 0.0
            for subset in 0..<(1 << count) where subset & (1 << feature) == 0 {
                let size = subset.nonzeroBitCount
                let weight = factorials[size] * factorials[count - size - 1] / factorials[count]
                value += weight * (payoffs[subset | (1 << feature)] - payoffs[subset])
            }
            return value
        }
        expectedValue = payoffs[0]
    }

    /// The tree's mean output when only the features of `subset` are known: unknown splits mix by cover.
    private static func payoff(_ forest: Forest, tree: Int, node: Int, row: [Float], subset: Int) -> Double {
        let start = Int(forest.columns.treeStarts[tree])
        let current = forest.columns.nodes[start + node]
        let left = Int(current.child)
        if left == node { return Double(current.value) }
        func below(_ child: Int) -> Double { payoff(forest, tree: tree, node: child, row: row, subset: subset) }
        if subset & (1 << current.feature) != 0 {
            let value = row[current.feature]
            let goesLeft = value.isNaN ? current.missingGoesLeft : value < current.threshold
            return below(goesLeft ? left : left + 1)
        }
        let leftCover = Double(forest.columns.covers[start + left])
        let rightCover = Double(forest.columns.covers[start + left + 1])
        guard leftCover + rightCover > 0 else { return (below(left) + below(left + 1)) / 2 }
        return (leftCover * below(left) + rightCover * below(left + 1)) / (leftCover + rightCover)
    }
}

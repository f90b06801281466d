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

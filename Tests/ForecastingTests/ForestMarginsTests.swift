import Columns
import Forecasting
import TestNumbers
import Testing

@Suite("Forest margins")
struct ForestMarginsTests {
    @Test(
        "The margins of a Python-trained model equal Python's bit for bit, missing values included",
        arguments: ["binary", "regression", "ranking"])
    func golden(name: String) throws {
        let golden = try Golden.model(name)
        let forest = try Forest(xgboostJSON: Golden.modelJSON(name))
        for (row, expected) in zip(golden.features, golden.margins) {
            #expect(forest.margin(row).bitPattern == expected.bitPattern)
        }
        for (margin, expected) in zip(golden.margins, golden.predictions) {
            #expect(abs(forest.prediction(margin: margin) - expected) <= expected.ulp)
        }
    }

    @Test(
        "Ten thousand rows with missing values and values equal to thresholds give libxgboost's bits",
        arguments: BoosterObjective.allCases)
    func library(objective: BoosterObjective) throws {
        let table = SyntheticTable(seed: 5, rows: 600, features: 9, objective: objective)
        let model = try BoosterTrainer(
            parameters: BoosterParameters(
                objective: objective, rounds: 40, maxDepth: 7, subsample: 0.9, columnSample: 0.8, seed: 3)
        ).train(table.set())
        let forest = try Forest(xgboostJSON: model.json)
        #expect(forest.featureNames == table.names)
        #expect(forest.treeCount == 40)

        var generator = SeededGenerator(8)
        let thresholds = forest.columns.nodes.array.filter { !$0.threshold.isNaN }
        let rows = (0..<(10_000 * table.names.count)).map { _ -> Float in
            switch generator.below(8) {
            case 0: .nan
            case 1, 2: thresholds[generator.below(thresholds.count)].threshold
            case 3: thresholds[generator.below(thresholds.count)].threshold.nextDown
            case 4: generator.below(2) == 0 ? .leastNonzeroMagnitude : -.greatestFiniteMagnitude
            default: Float(generator.unit() * 3 - 1)
            }
        }
        let reference = XGBoostReference(json: model.json, featureCount: table.names.count)
        let margins = try reference.margins(rows: rows)
        let ours = forest.margins(rows: rows)
        #expect(margins.map(\.bitPattern) == ours.map(\.bitPattern))
        let predictions = try reference.predictions(rows: Array(rows.prefix(table.names.count * 500)))
        for (margin, prediction) in zip(ours, predictions) {
            #expect(abs(forest.prediction(margin: margin) - prediction) <= prediction.ulp)
        }
    }

    @Test("Any number of rows, blocks and depths gives the bits of a plain walk", arguments: 0..<40)
    func plainWalk(seed: UInt64) throws {
        var random = RandomForest(
            seed: seed, featureCount: 1 + Int(seed % 7), treeCount: 1 + Int(seed % 11),
            depth: [0, 1, 3, 6, 15, 18][Int(seed % 6)])
        let forest = try random.forest()
        for count in [0, 1, 7, 8, 9, 63, 64, 65, 131] {
            let rows = random.rows(count)
            let expected = (0..<count).map { index -> Float in
                let row = Array(rows[(index * forest.featureCount)..<((index + 1) * forest.featureCount)])
                let margin = (0..<forest.treeCount).reduce(forest.baseMargin) { $0 + forest.leaf(tree: $1, row: row) }
                #expect(forest.margin(row).bitPattern == margin.bitPattern)
                return margin
            }
            #expect(forest.margins(rows: rows).map(\.bitPattern) == expected.map(\.bitPattern))
        }
    }

    @Test("Infinite feature values are compared like any other number")
    func infinities() throws {
        var random = RandomForest(seed: 77, featureCount: 3, treeCount: 12, depth: 5)
        let forest = try random.forest()
        for row: [Float] in [
            [.infinity, 0, .nan], [-.infinity, .infinity, -.infinity], [.infinity, .infinity, .infinity],
        ] {
            let expected = (0..<12).reduce(forest.baseMargin) { $0 + forest.leaf(tree: $1, row: row) }
            #expect(forest.margin(row) == expected)
            let eight = forest.margins(rows: Array(repeatElement(row, count: 8).joined()))
            #expect(eight == [Float](repeating: expected, count: 8))
        }
    }
}

extension Forest {
    /// The margins of row-major rows, as an array.
    func margins(rows: [Float]) -> [Float] { margins(rows: rows, count: rows.count / featureCount) }
}

internal import Columns
internal import Forecasting

/// Measures how long exact explanations of a trained forest take, beside libxgboost's on the same rows.
package struct ShapBenchmark: Sendable {
    /// The number of trees and their greatest depth.
    package let trees, depth: Int
    /// The number of features of a row.
    package let features: Int
    /// The rows that one call explains.
    package let rows: Int
    /// How often each engine is timed.
    package let repeats: Int

    /// Rows that the forest is trained on.
    private static let trainingRows = 20_000

    /// A benchmark of forests of `trees` trees; all numbers are 1 or more.
    package init(trees: Int, depth: Int, features: Int, rows: Int, repeats: Int) {
        self.trees = trees
        self.depth = depth
        self.features = features
        self.rows = rows
        self.repeats = repeats
    }

    /// Trains the forest on a seeded table and times both engines one after the other, on one thread.
    ///
    /// - Throws: `BoosterError` or `ForestError` when the forest cannot be trained or read.
    package func run() throws -> ShapReport {
        var generator = SeededNumbers(seed: 27)
        let table = Table(rows: Self.trainingRows, features: features, generator: &generator)
        var parameters = BoosterParameters(objective: .binaryLogistic, rounds: trees, maxDepth: depth)
        parameters.minChildWeight = 0
        let model = try BoosterTrainer(parameters: parameters).train(
            TrainingSet(
                features: table.features, featureNames: (0..<features).map { "f\($0)" }, labels: table.labels))
        let forest = try Forest(xgboostJSON: model.json)
        let asked = Table(rows: rows, features: features, generator: &generator).features

        var batch: [Double] = []
        var single: [Double] = []
        for _ in 0..<repeats {
            batch.append(Self.milliseconds { _ = forest.shapValues(rows: asked, count: rows) })
            let row = Array(asked.prefix(features))
            single.append(Self.milliseconds { _ = forest.shapValues(row) })
        }
        // libxgboost takes so much longer that fewer repeats give as steady a number.
        let library = try XGBoostReference(json: model.json, featureCount: features).timedContributions(
            rows: asked, repeats: max(3, repeats / 10), clock: ResourceUse.threadSeconds)
        let difference = difference(forest.shapValues(rows: asked, count: rows), library.values)
        let own = Spread(batch)
        let peer = Spread(library.times.map { $0 * 1000 })
        return ShapReport(
            trees: forest.treeCount, depth: depth,
            leaves: (0..<forest.columns.nodes.count).count(where: { forest.columns.nodes[$0].threshold.isNaN }),
            features: features, rows: rows,
            milliseconds: own.least, millisecondsMedian: own.median, singleRow: Spread(single).least,
            libraryMilliseconds: peer.least, libraryMillisecondsMedian: peer.median, ratio: peer.least / own.least,
            ratioOfMedians: peer.median / own.median, greatestDifference: difference, kernel: ShapKernels.best.name)
    }

    /// The greatest difference of a contribution from libxgboost's, which is in single precision.
    private func difference(_ own: [ShapValues], _ library: [Float]) -> Double {
        own.enumerated().reduce(0) { greatest, item in
            let start = item.offset * (features + 1)
            return zip(item.element.values + [item.element.expectedValue], library[start...]).reduce(greatest) {
                max($0, abs($1.0 - Double($1.1)))
            }
        }
    }

    /// CPU time of the calling thread: a busy machine disturbs it least.
    private static func milliseconds(_ work: () -> Void) -> Double {
        let start = ResourceUse.threadSeconds()
        work()
        return (ResourceUse.threadSeconds() - start) * 1000
    }
}

/// A seeded table whose label depends on several features and their products; one cell in ten is missing.
private struct Table {
    var features: [Float] = []
    var labels: [Float] = []

    init(rows: Int, features count: Int, generator: inout SeededNumbers) {
        for _ in 0..<rows {
            let row = (0..<count).map { _ in generator.uniform() }
            // Neighbouring features interact, the later the weaker, so that trees split on many of them.
            let signal = row.indices.reduce(0.0) {
                $0 + (row[$1] - 0.5) * (row[($1 + 1) % count] - 0.5) / (1 + 0.05 * Double($1))
            }
            labels.append(signal + 0.2 * (generator.uniform() - 0.5) > 0 ? 1 : 0)
            features += row.map { generator.uniform() < 0.1 ? .nan : Float($0) }
        }
    }
}

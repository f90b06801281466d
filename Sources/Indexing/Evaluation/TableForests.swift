internal import Forecasting
internal import Recommender

/// The two forests of an interaction file: one that forecasts from counts alone, one that learned to weigh the sources.
///
/// - Thread safety: an immutable value.
struct TableForests: Sendable {
    let forecast: Forest
    let learned: Forest
    /// The mean over users of the deviation of the forecast's margins: what they are divided by in blends.
    let forecastScale: Double

    /// The rows of one kind of forest with their labels.
    private struct Rows {
        var features: [Float] = []
        var labels: [Float] = []
    }

    /// How many candidates that the user did not take stand beside those taken.
    private static let negatives = 80

    /// Trains on cases whose right items are known; nil where none of them has a right item among the candidates.
    ///
    /// - Throws: What training throws.
    init?(_ cases: [TableFold.Case], folds: [TableFold], seed: UInt64, threads: Int) throws {
        var plain = Rows()
        var full = Rows()
        for example in cases {
            let models = folds[example.fold].models
            let right = models.dataset.relevant[example.user]
            let values = example.values
            var random = SeededRandom(seed: seed, stream: UInt64(truncatingIfNeeded: example.user) &+ 0x7F4A)
            let positives = values.candidates.indices.filter { right.containsSorted(values.candidates[$0]) }
            guard !positives.isEmpty else { continue }
            let others = values.candidates.indices.filter { !right.containsSorted(values.candidates[$0]) }
                .shuffled(using: &random).prefix(Self.negatives)
            for isLearned in [false, true] {
                let rows = TableFeatures.rows(of: values, user: example.user, models: models, isLearned: isLearned)
                let width = rows.count / max(1, values.candidates.count)
                for index in positives + others.sorted() {
                    let label: Float = right.containsSorted(values.candidates[index]) ? 1 : 0
                    let row = rows[index * width..<(index + 1) * width]
                    if isLearned {
                        full.features += row
                        full.labels.append(label)
                    } else {
                        plain.features += row
                        plain.labels.append(label)
                    }
                }
            }
        }
        guard let models = folds.first?.models, plain.labels.contains(1), plain.labels.contains(0) else { return nil }
        let parameters = BoosterParameters(
            objective: .binaryLogistic, rounds: 100, maxDepth: 5, learningRate: 0.1, minChildWeight: 5, subsample: 0.8,
            seed: seed & 0x7FFF_FFFF)
        func forest(_ rows: Rows, _ names: [String]) throws -> Forest {
            let set = try TrainingSet(features: rows.features, featureNames: names, labels: rows.labels)
            return try Forest(xgboostJSON: BoosterTrainer(parameters: parameters, threads: threads).train(set).json)
        }
        forecast = try forest(plain, TableFeatures.forecast)
        learned = try forest(full, TableFeatures.learned(models))
        let trained = forecast
        let deviations = cases.prefix(300).map { example in
            Self.margins(trained, example.values, example.user, folds[example.fold].models, isLearned: false).deviation
        }
        let mean = deviations.reduce(0, +) / Double(max(1, deviations.count))
        forecastScale = mean > 0 ? mean : 1
    }

    /// The margins of a case's candidates.
    static func margins(
        _ forest: Forest, _ values: TableCase, _ user: Int32, _ models: TableModels, isLearned: Bool
    ) -> [Float] {
        forest.margins(
            rows: TableFeatures.rows(of: values, user: user, models: models, isLearned: isLearned),
            count: values.candidates.count)
    }
}

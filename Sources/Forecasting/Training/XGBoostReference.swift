/// libxgboost's own predictions of a saved model: the exact twin that the native forest is tested against.
///
/// Each call loads the model afresh, so this is for validation, not for serving.
///
/// - Thread safety: a value; every call owns its handles. Calls block, so keep them off Swift's cooperative pool.
package struct XGBoostReference: Sendable {
    private let json: [UInt8]
    private let featureCount: Int
    private let threads: Int

    /// Wraps a model in XGBoost's JSON that expects `featureCount` values a row.
    package init(json: [UInt8], featureCount: Int, threads: Int = 1) {
        self.json = json
        self.featureCount = featureCount
        self.threads = threads
    }

    /// The raw margins of row-major `rows`; NaN is missing.
    ///
    /// - Throws: `BoosterError.library` when libxgboost refuses the model or the rows.
    package func margins(rows: [Float]) throws(BoosterError) -> [Float] { try predict(.margin, rows) }

    /// The objective's predictions of row-major `rows`.
    ///
    /// - Throws: `BoosterError.library` when libxgboost refuses the model or the rows.
    package func predictions(rows: [Float]) throws(BoosterError) -> [Float] { try predict(.value, rows) }

    /// The TreeSHAP contributions of row-major `rows`: `featureCount + 1` values a row, the last the expected margin.
    ///
    /// - Throws: `BoosterError.library` when libxgboost refuses the model or the rows.
    package func contributions(rows: [Float]) throws(BoosterError) -> [Float] { try predict(.contributions, rows) }

    /// The contributions of row-major `rows`, and what `clock` passed while each of `repeats` further calls made them.
    ///
    /// The model is loaded and the table made before the clock is read, and one call goes before those that count.
    ///
    /// - Throws: `BoosterError.library` when libxgboost refuses the model or the rows.
    package func timedContributions(
        rows: [Float], repeats: Int, clock: () -> Double
    ) throws(BoosterError) -> (values: [Float], times: [Double]) {
        let booster = try loaded()
        let matrix = try table(of: rows)
        let values = try booster.predict(.contributions, matrix)
        var times: [Double] = []
        for _ in 0..<repeats {
            let start = clock()
            _ = try booster.predict(.contributions, matrix)
            times.append(clock() - start)
        }
        return (values, times)
    }

    private func predict(_ kind: Booster.Prediction, _ rows: [Float]) throws(BoosterError) -> [Float] {
        let matrix = try table(of: rows)
        return try loaded().predict(kind, matrix)
    }

    private func table(of rows: [Float]) throws(BoosterError) -> DataMatrix {
        guard featureCount > 0, rows.count % featureCount == 0 else {
            throw .invalidTrainingSet(field: "rows", index: nil, expected: "a multiple of \(featureCount) values")
        }
        try XGBoostLibrary.silence()
        return try DataMatrix(
            features: rows, rowCount: rows.count / featureCount, featureCount: featureCount, threads: threads)
    }

    private func loaded() throws(BoosterError) -> Booster {
        try XGBoostLibrary.silence()
        let booster = try Booster.loaded(json: json)
        try booster.set("nthread", String(threads))
        return booster
    }
}

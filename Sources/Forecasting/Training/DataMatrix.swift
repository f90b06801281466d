internal import CXGBoost

/// A dense feature table inside libxgboost, freed exactly once.
struct DataMatrix: ~Copyable {
    let handle: DMatrixHandle?
    let rowCount: Int

    /// Copies `rowCount × featureCount` row-major values; NaN is missing.
    init(features: [Float], rowCount: Int, featureCount: Int, threads: Int) throws(BoosterError) {
        var created: DMatrixHandle?
        try XGBoostLibrary.call("XGDMatrixCreateFromMat_omp") {
            features.withUnsafeBufferPointer { values in
                XGDMatrixCreateFromMat_omp(
                    values.baseAddress, bst_ulong(rowCount), bst_ulong(featureCount), .nan, &created, Int32(threads))
            }
        }
        self.handle = created
        self.rowCount = rowCount
    }

    /// Copies a training table with labels, weights and, when `objective` ranks, groups.
    static func labelled(
        _ set: TrainingSet, objective: BoosterObjective, threads: Int
    ) throws(BoosterError) -> DataMatrix {
        let matrix = try DataMatrix(
            features: set.features, rowCount: set.rowCount, featureCount: set.featureCount, threads: threads)
        try matrix.setFloats("label", set.labels)
        if objective.needsGroups, let groups = set.groups {
            try XGBoostLibrary.call("XGDMatrixSetUIntInfo") {
                groups.withUnsafeBufferPointer {
                    XGDMatrixSetUIntInfo(matrix.handle, "group", $0.baseAddress, bst_ulong($0.count))
                }
            }
        }
        if let weights = objective.needsGroups ? set.weights : set.rowWeights {
            try matrix.setFloats("weight", weights)
        }
        return matrix
    }

    deinit { _ = XGDMatrixFree(handle) }

    private func setFloats(_ field: String, _ values: [Float]) throws(BoosterError) {
        try XGBoostLibrary.call("XGDMatrixSetFloatInfo") {
            values.withUnsafeBufferPointer {
                XGDMatrixSetFloatInfo(handle, field, $0.baseAddress, bst_ulong($0.count))
            }
        }
    }
}

internal import CXGBoost

/// A model inside libxgboost, freed exactly once.
struct Booster: ~Copyable {
    private let handle: BoosterHandle?

    /// Creates an empty model whose predictions for `matrices` are kept up to date incrementally.
    ///
    /// The matrices must outlive the training calls; the caller borrows them for the whole run.
    init(caching matrices: [DMatrixHandle?]) throws(BoosterError) {
        var created: BoosterHandle?
        try XGBoostLibrary.call("XGBoosterCreate") {
            matrices.withUnsafeBufferPointer { XGBoosterCreate($0.baseAddress, bst_ulong($0.count), &created) }
        }
        self.handle = created
    }

    /// Loads a model from XGBoost's JSON.
    static func loaded(json: [UInt8]) throws(BoosterError) -> Booster {
        let booster = try Booster(caching: [])
        try XGBoostLibrary.call("XGBoosterLoadModelFromBuffer") {
            json.withUnsafeBytes { XGBoosterLoadModelFromBuffer(booster.handle, $0.baseAddress, bst_ulong($0.count)) }
        }
        return booster
    }

    private init(handle: BoosterHandle?) { self.handle = handle }

    deinit { _ = XGBoosterFree(handle) }

    /// Sets one parameter by XGBoost's name.
    func set(_ name: String, _ value: String) throws(BoosterError) {
        try XGBoostLibrary.call("XGBoosterSetParam") { XGBoosterSetParam(handle, name, value) }
    }

    /// Grows the tree of round `round`.
    func update(round: Int, training: borrowing DataMatrix) throws(BoosterError) {
        let matrix = training.handle
        try XGBoostLibrary.call("XGBoosterUpdateOneIter") { XGBoosterUpdateOneIter(handle, Int32(round), matrix) }
    }

    /// The first `rounds` rounds as a model of their own.
    func prefix(rounds: Int) throws(BoosterError) -> Booster {
        var sliced: BoosterHandle?
        try XGBoostLibrary.call("XGBoosterSlice") { XGBoosterSlice(handle, 0, Int32(rounds), 1, &sliced) }
        return Booster(handle: sliced)
    }

    /// Writes the feature names into the model.
    func setFeatureNames(_ names: [String]) throws(BoosterError) {
        // One NUL-terminated buffer, and a pointer to the start of each name in it.
        var text: [CChar] = []
        var starts: [Int] = []
        for name in names {
            starts.append(text.count)
            text.append(contentsOf: name.utf8.lazy.map { CChar(bitPattern: $0) })
            text.append(0)
        }
        try XGBoostLibrary.call("XGBoosterSetStrFeatureInfo") {
            text.withUnsafeBufferPointer { buffer in
                var pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
                return pointers.withUnsafeMutableBufferPointer {
                    XGBoosterSetStrFeatureInfo(handle, "feature_name", $0.baseAddress, bst_ulong(names.count))
                }
            }
        }
    }

    /// The model in XGBoost's JSON.
    func json() throws(BoosterError) -> [UInt8] {
        var length: bst_ulong = 0
        var bytes: UnsafePointer<CChar>?
        try XGBoostLibrary.call("XGBoosterSaveModelToBuffer") {
            XGBoosterSaveModelToBuffer(handle, "{\"format\": \"json\"}", &length, &bytes)
        }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(length)))
    }

    /// What `predict` computes, by XGBoost's number of the prediction type.
    enum Prediction: Int {
        /// The objective's prediction, one value a row.
        case value = 0
        /// The raw margin, one value a row.
        case margin = 1
        /// TreeSHAP contributions, features + 1 values a row, the last being the expected margin.
        case contributions = 2
    }

    /// Predicts every row of `matrix`, row-major.
    func predict(_ kind: Prediction, _ matrix: borrowing DataMatrix) throws(BoosterError) -> [Float] {
        let config =
            "{\"type\": \(kind.rawValue), \"training\": false, "
            + "\"iteration_begin\": 0, \"iteration_end\": 0, \"strict_shape\": false}"
        var shape: UnsafePointer<bst_ulong>?
        var dimensions: bst_ulong = 0
        var values: UnsafePointer<Float>?
        let rows = matrix.handle
        try XGBoostLibrary.call("XGBoosterPredictFromDMatrix") {
            XGBoosterPredictFromDMatrix(handle, rows, config, &shape, &dimensions, &values)
        }
        let count = UnsafeBufferPointer(start: shape, count: Int(dimensions)).reduce(1) { $0 * Int($1) }
        return [Float](UnsafeBufferPointer(start: values, count: count))
    }
}

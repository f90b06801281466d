/// The product of one training run.
package struct TrainedModel: Sendable {
    /// The model in XGBoost's own JSON, which every XGBoost since 1.6 reads: the interchange form.
    package let json: [UInt8]
    /// The feature names in the order of a row's values.
    package let featureNames: [String]
    /// The number of rounds kept, each one tree.
    package let rounds: Int
    /// The fit on training and validation rows.
    package let metrics: TrainingMetrics
}

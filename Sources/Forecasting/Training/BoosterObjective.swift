/// What a gradient-boosted model is trained to predict, and how its margin becomes a prediction.
///
/// The raw value is XGBoost's name of the objective, as it appears in the model JSON.
package enum BoosterObjective: String, Sendable, Codable, Hashable, CaseIterable {
    /// The probability of label 1; labels in 0...1, the margin is a log-odds.
    case binaryLogistic = "binary:logistic"
    /// A real number by least squares; the margin is the prediction.
    case squaredError = "reg:squarederror"
    /// An order inside each group, by pairwise logistic loss (RankNet); the margin is a score without unit.
    case pairwiseRanking = "rank:pairwise"
    /// An order inside each group, by LambdaMART weighted with NDCG; the margin is a score without unit.
    case gainRanking = "rank:ndcg"

    /// Whether training needs the rows to be split into groups.
    package var needsGroups: Bool { self == .pairwiseRanking || self == .gainRanking }
}

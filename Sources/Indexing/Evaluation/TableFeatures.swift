internal import Forecasting
internal import Foundation
internal import Graph
internal import Recommender

/// The features that the forests of an interaction file see of a user and a candidate.
///
/// The forecast knows counts, strengths and ages; the learned ranker sees what the other sources say besides.
enum TableFeatures {
    /// The forecast's features, in order.
    static let forecast = [
        "item_popularity", "item_recent_popularity", "item_trend", "item_mean_weight", "user_items",
        "user_mean_popularity",
        "popularity_minus_users_mean", "user_mean_item_weight",
    ]

    /// The learned ranker's features, in order.
    static func learned(_ models: TableModels) -> [String] {
        forecast + models.methods.flatMap { ["\($0.kind.rawValue)_score", "\($0.kind.rawValue)_place"] }
            + (models.texts == nil ? [] : ["similarity_score", "similarity_place"])
    }

    /// The rows of all candidates, one after the other.
    ///
    /// - Parameter isLearned: whether the other sources' features follow.
    static func rows(of example: TableCase, user: Int32, models: TableModels, isLearned: Bool) -> [Float] {
        let history = models.histories.histories[Int(user)]
        let count = Float(max(1, history.count))
        let meanPopularity = history.reduce(Float(0)) { $0 + models.popularity[Int($1.message)].all } / count
        let meanWeight = history.reduce(Float(0)) { $0 + models.meanWeights[Int($1.message)] } / count
        var rows: [Float] = []
        rows.reserveCapacity(example.candidates.count * (forecast.count + 2 * models.methods.count + 2))
        for (index, item) in example.candidates.enumerated() {
            let popularity = models.popularity[Int(item)]
            rows += [
                popularity.all, popularity.recent, popularity.recent - popularity.all, models.meanWeights[Int(item)],
                Float.log1p(Float(history.count)), meanPopularity, popularity.all - meanPopularity, meanWeight,
            ]
            guard isLearned else { continue }
            for method in example.methods.indices {
                rows += [example.methods[method][index], Float.log1p(Float(example.places[method][index]))]
            }
            if models.texts != nil {
                rows += [
                    example.similarity?[index] ?? .nan,
                    example.similarityPlaces.map { Float.log1p(Float($0[index])) } ?? .nan,
                ]
            }
        }
        return rows
    }
}

extension Float {
    /// ln(1 + x) in single precision.
    static func log1p(_ x: Float) -> Float { Float(Foundation.log1p(Double(x))) }
}

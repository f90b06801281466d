package import Forecasting
package import Graph
package import SemanticSearch

/// The settings of a batch build that decide its bytes; thread counts do not.
package struct IndexConfiguration: Codable, Sendable, Equatable {
    /// The vector index: links a node, beam at build, seed.
    package var hnsw: HNSWParameters
    /// Edge weights, decay and penalties of the graph.
    package var graph: GraphParameters
    /// The gradient-boosted trees.
    package var booster: BoosterParameters
    /// How far the forecast looks ahead, and how long the validation window is, in days; in a manifest, what was used
    /// after fitting it to the log.
    package var horizonDays: Int
    /// How many past dates the forecast is trained at, each one horizon before the next.
    package var trainingCutoffs: Int
    /// The greatest number of training rows; more are thinned by hash.
    package var maximumTrainingRows: Int
    /// The greatest number of users that the blend is validated on; more are thinned by hash.
    package var maximumValidationUsers: Int
    /// How many engaged messages ridge weights are tried on at most, up to 20,000: their time grows with the third power.
    package var maximumRidgeMessages: Int
    /// Seeds every sampling of the build.
    package var seed: UInt64

    package init(
        hnsw: HNSWParameters = HNSWParameters(), graph: GraphParameters = GraphParameters(),
        booster: BoosterParameters = Self.defaultBooster, horizonDays: Int = 30, trainingCutoffs: Int = 5,
        maximumTrainingRows: Int = 150_000, maximumValidationUsers: Int = 2_000,
        maximumRidgeMessages: Int = 5_000, seed: UInt64 = 42
    ) {
        self.hnsw = hnsw
        self.graph = graph
        self.booster = booster
        self.horizonDays = horizonDays
        self.trainingCutoffs = trainingCutoffs
        self.maximumTrainingRows = maximumTrainingRows
        self.maximumValidationUsers = maximumValidationUsers
        self.maximumRidgeMessages = maximumRidgeMessages
        self.seed = seed
    }

    /// Shallow, shrunk trees: a few seconds of training, and a forest that scores a candidate in microseconds.
    package static let defaultBooster = BoosterParameters(
        objective: .binaryLogistic, rounds: 120, maxDepth: 5, learningRate: 0.1, minChildWeight: 5, subsample: 0.8,
        columnSample: 0.8, seed: 42)

    private enum CodingKeys: String, CodingKey {
        case hnsw, graph, booster, seed
        case horizonDays = "horizon_days"
        case trainingCutoffs = "training_cutoffs"
        case maximumTrainingRows = "maximum_training_rows"
        case maximumValidationUsers = "maximum_validation_users"
        case maximumRidgeMessages = "maximum_ridge_messages"
    }
}

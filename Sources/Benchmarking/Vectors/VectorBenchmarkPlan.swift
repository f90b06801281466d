package import SemanticSearch

/// What is measured of the vector index.
package struct VectorBenchmarkPlan: Sendable {
    /// The beams of the default curve, the peers' own steps.
    package static let defaultBeams = [10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400]

    /// The similarity.
    package var metric: Metric
    /// The neighbours asked for a query.
    package var k: Int
    /// What the walk compares.
    package var precision: VectorPrecision
    /// The threads of the build and of the exact comparison; queries are timed on one.
    package var threads: Int
    /// What shapes the graph.
    package var parameters: HNSWParameters
    /// The share of vectors that the filter allows, or nil for no filter.
    package var selectivity: Double?
    /// How often each step of the curve is timed.
    package var repeats: Int

    /// Creates a plan.
    package init(
        metric: Metric, k: Int = 10, precision: VectorPrecision = .fp32, threads: Int = 1,
        parameters: HNSWParameters = HNSWParameters(), selectivity: Double? = nil, repeats: Int = 3
    ) {
        self.metric = metric
        self.k = k
        self.precision = precision
        self.threads = threads
        self.parameters = parameters
        self.selectivity = selectivity
        self.repeats = repeats
    }
}

package import Snapshots

/// What the three signals say, uncalibrated, of one candidate for one query.
package struct SignalScores: Sendable, Equatable {
    /// The candidate: a message ordinal.
    package let message: Int32
    /// Cosine with the query vector, −1 to 1; 0 without a query vector.
    package let similarity: Double
    /// What the graph says: the weight of the walk that ends at the message, or the sum of item weights; 0: nothing.
    package let graph: Double
    /// The forest's margin: log-odds before calibration.
    package let forecast: Double

    package init(message: Int32, similarity: Double, graph: Double, forecast: Double) {
        self.message = message
        self.similarity = similarity
        self.graph = graph
        self.forecast = forecast
    }

    package subscript(source: SignalSource) -> Double {
        switch source {
        case .similarity: similarity
        case .graph: graph
        case .forecast: forecast
        }
    }
}

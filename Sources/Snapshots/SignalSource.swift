/// One of the three signals that a score is blended from.
package enum SignalSource: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
    /// Nearness in meaning: cosine of embeddings.
    case similarity
    /// Who touched what: walks on the engagement graph.
    case graph
    /// What the gradient-boosted trees predict.
    case forecast
}

/// One number for each signal.
package struct SignalValues: Codable, Equatable, Sendable {
    package var similarity: Double
    package var graph: Double
    package var forecast: Double

    package init(similarity: Double, graph: Double, forecast: Double) {
        self.similarity = similarity
        self.graph = graph
        self.forecast = forecast
    }

    /// Whether every number is at least 0 and they sum to 1, up to rounding.
    package var areShares: Bool {
        similarity >= 0 && graph >= 0 && forecast >= 0 && abs(similarity + graph + forecast - 1) < 1e-9
    }

    package subscript(source: SignalSource) -> Double {
        get {
            switch source {
            case .similarity: similarity
            case .graph: graph
            case .forecast: forecast
            }
        }
        set {
            switch source {
            case .similarity: similarity = newValue
            case .graph: graph = newValue
            case .forecast: forecast = newValue
            }
        }
    }
}

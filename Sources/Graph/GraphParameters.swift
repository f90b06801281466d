package import Domain

/// How events become weighted edges, and how a walk weighs them.
///
/// The exponents are those of RP3β (Paudel, Christoffel, Newell, Bernstein: "Updatable, Accurate, Diverse, and Scalable
/// Recommendations for Interactive Applications", ACM TiiS 2017).
package struct GraphParameters: Hashable, Sendable {
    /// The exponent of every transition probability, 0 to 4; below 1 it softens the dominance of heavy edges.
    package var alpha: Double
    /// The exponent of the degree by which an arrived-at message or campaign is divided, 0 to 4; 0 leaves popular ones alone.
    package var beta: Double
    /// The days after which an event counts half, above 0.
    package var halfLifeDays: Double
    /// What one event of a type weighs on the day it happens, −1e6 to 1e6; a type that is not listed makes no edge.
    ///
    /// A weight below 0 speaks against the message: a pair whose events do not add up to more than 0 is no edge but a
    /// rejection, see `EngagementGraph`.
    package var eventWeights: [EventType: Double]
    /// The users to whom a walk may go from a message, its weightiest, at least 1.
    package var maximumFanOut: Int
    /// The edges that one hop of a walk may take, at least 1: it follows the nodes of most mass an edge, see `GraphWalk`.
    package var maximumSteps: Int

    package init(
        alpha: Double = 0.6, beta: Double = 0.5, halfLifeDays: Double = 90,
        eventWeights: [EventType: Double] = Self.defaultEventWeights, maximumFanOut: Int = 128,
        maximumSteps: Int = 20_000
    ) {
        self.alpha = alpha
        self.beta = beta
        self.halfLifeDays = halfLifeDays
        self.eventWeights = eventWeights
        self.maximumFanOut = maximumFanOut
        self.maximumSteps = maximumSteps
    }

    /// Money and answers weigh most, attention less, and being shown something nothing at all.
    package static let defaultEventWeights: [EventType: Double] = [
        .message: 1, .view: 1, .dwell: 1, .follow: 1, .click: 2, .like: 3, .reply: 3, .bookmark: 3, .transaction: 3,
        .share: 4, .conversion: 5, .impression: 0, .session: 0, .label: 0,
    ]

    /// The weight of one event of `type` on the day it happens.
    package func weight(of type: EventType) -> Double { eventWeights[type] ?? 0 }

    /// Checks every parameter.
    ///
    /// - Throws: `GraphError.invalidParameter` for the first that lies out of its range.
    package func validate() throws(GraphError) {
        for (name, value) in [("alpha", alpha), ("beta", beta)] where !(value >= 0 && value <= 4) {
            throw .invalidParameter(name: name, got: value, expected: "0 to 4")
        }
        guard halfLifeDays > 0, halfLifeDays.isFinite else {
            throw .invalidParameter(name: "halfLifeDays", got: halfLifeDays, expected: "a finite number above 0")
        }
        for type in EventType.allCases {
            guard (-1_000_000...1_000_000).contains(weight(of: type)) else {
                throw .invalidParameter(
                    name: "eventWeights.\(type.rawValue)", got: weight(of: type),
                    expected: "-1000000 to 1000000")
            }
        }
        try GraphError.checkCount("maximumFanOut", maximumFanOut)
        try GraphError.checkCount("maximumSteps", maximumSteps)
    }
}

extension GraphParameters: Codable {
    private enum CodingKeys: String, CodingKey {
        case alpha
        case beta
        case halfLifeDays = "half_life_days"
        case eventWeights = "event_weights"
        case maximumFanOut = "maximum_fan_out"
        case maximumSteps = "maximum_steps"
    }

    /// Reads parameters, with the default for each key that is missing, and checks them.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = GraphParameters()
        alpha = try container.decodeIfPresent(Double.self, forKey: .alpha) ?? defaults.alpha
        beta = try container.decodeIfPresent(Double.self, forKey: .beta) ?? defaults.beta
        halfLifeDays = try container.decodeIfPresent(Double.self, forKey: .halfLifeDays) ?? defaults.halfLifeDays
        if let named = try container.decodeIfPresent([String: Double].self, forKey: .eventWeights) {
            var weights: [EventType: Double] = [:]
            for (name, weight) in named {
                guard let type = EventType(rawValue: name) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: .eventWeights, in: container, debugDescription: "unknown event type \"\(name)\"")
                }
                weights[type] = weight
            }
            eventWeights = weights
        } else {
            eventWeights = defaults.eventWeights
        }
        maximumFanOut = try container.decodeIfPresent(Int.self, forKey: .maximumFanOut) ?? defaults.maximumFanOut
        maximumSteps = try container.decodeIfPresent(Int.self, forKey: .maximumSteps) ?? defaults.maximumSteps
        try validate()
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(alpha, forKey: .alpha)
        try container.encode(beta, forKey: .beta)
        try container.encode(halfLifeDays, forKey: .halfLifeDays)
        try container.encode(
            Dictionary(uniqueKeysWithValues: eventWeights.map { ($0.key.rawValue, $0.value) }), forKey: .eventWeights)
        try container.encode(maximumFanOut, forKey: .maximumFanOut)
        try container.encode(maximumSteps, forKey: .maximumSteps)
    }
}

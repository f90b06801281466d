/// The fewest of a person's own doings without which something else would be at the top of their list.
///
/// The idea is that of PRINCE (Ghazimatin, Balalau, Saha Roy, Weikum: "PRINCE: Provider-side Interpretability with
/// Counterfactual Explanations in Recommender Systems", WSDM 2020): an explanation that the person can act on, made of
/// their own actions alone and checked by taking them away. Actions are counted by message: all events of the person
/// with it go at once. Unlike PRINCE, which bounds one walk, each set is checked by ranking everything anew, so it
/// holds for the whole score.
package struct Counterfactual: Sendable, Equatable {
    /// The item at the top of the list as it is; nil for an empty list.
    package let top: Item?
    /// The messages whose events of this person change the top when they are taken away; empty where no set was found.
    package let removed: [Item]
    /// What is at the top without them; nil where no set was found.
    package let replacement: Item?
    /// Why there is a set or none.
    package let outcome: Outcome
    /// How many messages the person's history, or the session, holds.
    package let historyCount: Int
    /// How many rankings were computed.
    package let rankings: Int

    /// What is not computed anew when events are taken away, in words.
    package static let heldFixed = [
        "the forecast's features of this person: a snapshot keeps no events to count anew",
        "what has been seen: a message whose events are taken away is still left out",
        "what the events meant to other people's walks and to popularity",
    ]

    /// A message by id and text, or a campaign by id and name.
    package struct Item: Sendable, Equatable {
        package let target: RecommendationTarget
        package let id: String
        package let text: String
    }

    /// How the search ended.
    package enum Outcome: String, Sendable, Codable {
        /// `removed` changes the top, and no smaller set does: every one was tried.
        case smallest
        /// `removed` changes the top and would not with one message less, but not every smaller set was tried.
        case found
        /// Whatever is taken away, the top stays: every set was tried.
        case noSet = "no_set"
        /// No set was found before the limit was reached.
        case limitReached = "limit_reached"
        /// None was found among a few, and only the forecast has weight, whose features of the person are held fixed.
        case forecastAlone = "forecast_alone"
        /// The person has no events, or the list is empty.
        case nothingToRemove = "nothing_to_remove"
    }
}

/// How long the search for a counterfactual may go on.
package struct CounterfactualLimits: Sendable, Equatable {
    /// The greatest number of rankings: the measure of time that gives equal answers on every machine.
    package var rankings: Int
    /// The greatest number of messages in a set.
    package var size: Int

    package init(rankings: Int = 500, size: Int = 10) {
        self.rankings = rankings
        self.size = size
    }
}

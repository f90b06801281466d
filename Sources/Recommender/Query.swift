/// What is known of the asker, made ready for the three signals.
package struct Query: Sendable {
    /// The user's ordinal, or nil where the snapshot does not know them.
    package let user: Int32?
    /// The messages that stand for the asker, the weightiest first.
    package let history: [HistoryEntry]
    /// The unit vector that candidates are compared with, or nil when there is nothing to compare with.
    package let vector: [Float]?
    /// How the vector came to be.
    package let vectorOrigin: VectorOrigin
    /// What the graph says of the history, or nil when there is none.
    package let graph: GraphScores?

    /// Where a query vector comes from.
    package enum VectorOrigin: Sendable, Equatable {
        /// The weighted sum of the history's embeddings, which had this length before it was scaled to 1.
        case profile(length: Double)
        /// The request's text.
        case text
        /// A message of the catalogue.
        case message(Int32)
    }

    /// Whether the asker said what to look for, by a text or a message.
    package var isSearch: Bool {
        switch vectorOrigin {
        case .profile: false
        case .text, .message: true
        }
    }

    /// Whether anything but popularity can be said.
    package var isPersonal: Bool { vector != nil || graph != nil }
}

/// One message of a history and how much it counts.
package struct HistoryEntry: Sendable, Equatable {
    package let message: Int32
    package let weight: Double
}

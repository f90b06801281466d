/// What is known of the asker, made ready for the three signals.
package struct Query: Sendable {
    /// The user's ordinal, or nil where the snapshot does not know them.
    package let user: Int32?
    /// The messages that stand for the asker, the weightiest first.
    package let history: [HistoryEntry]
    /// The unit vectors that candidates are compared with, the greatest cosine of which is the similarity; empty when
    /// there is nothing to compare with.
    package let vectors: [[Float]]
    /// What the history is about, one interest a vector; empty where a text or a message takes its place.
    package let interests: [Interest]
    /// How the vectors came to be.
    package let vectorOrigin: VectorOrigin
    /// What the graph says of the history, or nil when there is none.
    package let graph: GraphScores?
    /// Whether it stands on something the snapshot did not know when it was built.
    ///
    /// A person it had not seen, a session, later events, a text or a message that is asked about: the forecast cannot
    /// hear that.
    package let isFresh: Bool

    /// The query of a history.
    init(user: Int32?, history: [HistoryEntry], interests: [Interest], graph: GraphScores?, isFresh: Bool) {
        self.init(
            user: user, history: history, vectors: interests.map(\.vector), interests: interests,
            vectorOrigin: .profile, graph: graph, isFresh: isFresh)
    }

    /// The same history of somebody whom the snapshot does not know.
    package var ofStranger: Query {
        Query(
            user: nil, history: history, vectors: vectors, interests: interests, vectorOrigin: vectorOrigin,
            graph: graph, isFresh: true)
    }

    /// The query of a text or a message.
    init(user: Int32?, history: [HistoryEntry], vector: [Float], origin: VectorOrigin, graph: GraphScores?) {
        self.init(
            user: user, history: history, vectors: [vector], interests: [], vectorOrigin: origin, graph: graph,
            isFresh: true)
    }

    private init(
        user: Int32?, history: [HistoryEntry], vectors: [[Float]], interests: [Interest], vectorOrigin: VectorOrigin,
        graph: GraphScores?, isFresh: Bool
    ) {
        self.user = user
        self.history = history
        self.vectors = vectors
        self.interests = interests
        self.vectorOrigin = vectorOrigin
        self.graph = graph
        self.isFresh = isFresh
    }

    /// Where query vectors come from.
    package enum VectorOrigin: Sendable, Equatable {
        /// The interests of the history.
        case profile
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
    package var isPersonal: Bool { !vectors.isEmpty || graph != nil }
}

/// One message of a history and how much it counts.
package struct HistoryEntry: Sendable, Equatable {
    package let message: Int32
    package let weight: Double
}

internal import Columns
package import Domain
internal import Graph
internal import Snapshots

/// What comes next in a session of nobody known.
package struct SessionContinuation: Sendable, Equatable {
    /// What leads from message to message: a kind of item weights that the snapshot keeps, or `walk` where it keeps none.
    package let method: String
    /// How many entries of the session the snapshot knows, and how many it passed over.
    package let knownCount, unknownCount: Int
    /// The messages, the best first.
    package let messages: [NextMessage]
}

/// A message that people go on to from a session.
package struct NextMessage: Sendable, Equatable {
    package let id: MessageID
    package let text: String
    /// What leads there, above 0; comparable within one answer.
    package let score: Double
    /// The messages of the session that lead there, the greatest share first, at most three.
    package let through: [MessageLink]
}

extension RecommendationEngine {
    private static let sessionLinksShown = 3

    /// The messages that people go on to from those of a session, the earliest first in it.
    ///
    /// Withdrawn messages and those of the session are left out, and equal texts are listed once. Messages of the session
    /// that the snapshot does not know are passed over and counted.
    ///
    /// - Throws: `RecommendationError.nothingKnown` where the snapshot knows no message of the session,
    ///   `RecommendationError.invalid` for a limit out of range.
    package func nextMessages(session: [MessageID], limit: Int) throws(RecommendationError) -> SessionContinuation {
        let limits = RecommendationRequest.limits
        guard limits.contains(limit) else {
            throw .invalid(
                parameter: "limit", expected: "a whole number from \(limits.lowerBound) to \(limits.upperBound)")
        }
        let known = session.compactMap(corpus.ordinal)
        guard !known.isEmpty else { throw .nothingKnown(parameter: "session") }
        let (scores, method) = continuation(of: known)
        let mask = known.reduce(into: baseMask) { $0.block($1) }
        return SessionContinuation(
            method: method, knownCount: known.count, unknownCount: session.count - known.count,
            messages: best(limit, of: scores, mask: mask).map { message, score in
                NextMessage(
                    id: corpus.id(of: message), text: corpus.text(of: message), score: score,
                    through: links(to: message, in: scores))
            })
    }

    private func continuation(of session: [Int32]) -> (scores: GraphScores, method: String) {
        guard let items = snapshot.contents.items, let method = items.nextMethods.first else {
            // The latest message counts most, as in a request for recommendations with this session.
            let query = retriever.query(user: nil, session: session)
            let history = query.history.map { (message: $0.message, weight: $0.weight) }
            return (query.graph ?? .walk(snapshot.contents.graph.walk(from: history)), "walk")
        }
        return (.items(items.nextScores(session: session)), method.kind.rawValue)
    }

    /// The best allowed messages, each text once.
    private func best(_ limit: Int, of scores: GraphScores, mask: MessageMask) -> [(message: Int32, score: Double)] {
        var wanted = 2 * limit
        while true {
            let found = scores.top(wanted, excluding: { !mask.allows($0) })
            var texts: Set<Int32> = []
            let distinct = found.filter { texts.insert(corpus.textOrdinal(of: $0.message)).inserted }
            if distinct.count >= limit || found.count < wanted { return Array(distinct.prefix(limit)) }
            wanted *= 2
        }
    }

    private func links(to message: Int32, in scores: GraphScores) -> [MessageLink] {
        let shares: [(message: Int32, share: Double)] =
            switch scores {
            case .walk(let walk):
                walk.shares(of: message, limit: Self.sessionLinksShown).map { ($0.throughMessage, $0.share) }
            case .items(let items):
                items.shares(of: message, limit: Self.sessionLinksShown).map { ($0.throughMessage, $0.share) }
            }
        return shares.filter { $0.share > 0 }.map { link in
            MessageLink(
                messageID: corpus.id(of: link.message), text: corpus.text(of: link.message),
                share: link.share)
        }
    }
}

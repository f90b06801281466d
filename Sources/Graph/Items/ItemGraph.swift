internal import Columns

/// The ways in which one message can lead to another.
package enum ItemMethodKind: String, CaseIterable, Codable, Sendable {
    /// The walk message → user → message, `WalkRows`.
    case rp3beta
    /// What users do next, `ItemTransitions`.
    case transition
    /// The linear model, `RidgeWeights`.
    case ridge
    /// Messages with the same users, `CosineRows`.
    case cosine
}

/// How a history in order of time becomes factors of its messages.
///
///     factor(i) = ± (weight(i) or 1) · orderDecay^(messages of the history after i)
package struct ItemHistoryParameters: Hashable, Sendable, Codable {
    /// Whether a message counts by its weight; otherwise each counts 1.
    package var usesWeights: Bool
    /// The factor for each message that came later, above 0, at most 1; 1 forgets the order.
    package var orderDecay: Double
    /// How many messages count, the latest, at least 1.
    package var limit: Int
    /// What a rejected message counts against what it leads to, 0 to 1000, times its weight or 1; 0 leaves it out.
    package var rejection: Double

    private enum CodingKeys: String, CodingKey {
        case limit, rejection
        case usesWeights = "uses_weights"
        case orderDecay = "order_decay"
    }

    package init(usesWeights: Bool = false, orderDecay: Double = 1, limit: Int = 200, rejection: Double = 0) {
        self.usesWeights = usesWeights
        self.orderDecay = orderDecay
        self.limit = limit
        self.rejection = rejection
    }

    /// Checks every parameter.
    ///
    /// - Throws: `GraphError.invalidParameter` for the first that lies out of its range.
    package func validate() throws(GraphError) {
        guard orderDecay > 0, orderDecay <= 1 else {
            throw .invalidParameter(name: "order_decay", got: orderDecay, expected: "above 0, at most 1")
        }
        try GraphError.checkCount("limit", limit)
        try GraphError.check("rejection", rejection, in: 0...1000)
    }
}

/// One way from message to message, with its say in the whole.
package struct ItemMethod: Sendable {
    /// What made the rows.
    package let kind: ItemMethodKind
    /// The weights.
    package let rows: ItemRows
    /// The factor of the method, finite.
    package let coefficient: Double
    /// How it reads a history.
    package let history: ItemHistoryParameters

    package init(
        kind: ItemMethodKind, rows: ItemRows, coefficient: Double = 1,
        history: ItemHistoryParameters = ItemHistoryParameters()
    ) {
        self.kind = kind
        self.rows = rows
        self.coefficient = coefficient
        self.history = history
    }
}

/// Several methods as one retriever: their scores with fixed coefficients, added.
///
///     score(j) = Σ over methods m of  c_m · Σ over i of the history of  factor_m(i) · W_m[i][j]
///
/// - Thread safety: an immutable value; any number of threads may score at once.
package struct ItemGraph: Sendable {
    /// The methods, in the order in which they are added.
    package let methods: [ItemMethod]
    /// The number of messages.
    package let messageCount: Int
    private let pool: ScratchPool<SparseSum>

    /// Takes the methods after checking that they fit each other.
    ///
    /// - Throws: `GraphError.methodsDisagree` for rows about another number of messages, `invalidParameter` for a
    ///   coefficient that is not finite or history parameters out of range.
    package init(methods: [ItemMethod], messageCount: Int) throws(GraphError) {
        for method in methods {
            guard method.rows.messageCount == messageCount else {
                throw .methodsDisagree(
                    method: method.kind.rawValue, got: method.rows.messageCount, expected: messageCount)
            }
            guard method.coefficient.isFinite else {
                throw .invalidParameter(
                    name: "\(method.kind.rawValue).coefficient", got: method.coefficient, expected: "a finite number")
            }
            try method.history.validate()
        }
        self.methods = methods
        self.messageCount = messageCount
        pool = methods.first?.rows.pool ?? SparseSum.pool(capacity: messageCount)
    }

    /// The scores of a history in order of time, the earliest first.
    ///
    /// A repeated message takes the place of its last occurrence and adds up its weights. A weight below 0 says that the
    /// message was rejected. Entries of no message, or of a weight that is 0 or not finite, are left out.
    ///
    /// - Parameter isDistinct: whether no message is repeated, which the caller knows of a user's timeline: then nothing
    ///   needs to be merged.
    /// - Complexity: O(h log h + Σ over methods of the row lengths of the history), without the logarithm where distinct.
    package func score(history: [(message: Int32, weight: Double)], isDistinct: Bool = false) -> ItemScores {
        let entries =
            isDistinct
            ? history.filter {
                $0.message >= 0 && Int($0.message) < messageCount && $0.weight != 0 && $0.weight.isFinite
            } : merged(history)
        return ItemScores(
            methods.map { method in
                ItemScores.Term(method: method.kind, rows: method.rows, history: factors(entries, method))
            }, pool: pool)
    }

    /// What comes next in a session of nobody known, the earliest message first: by the transition rows where there are
    /// some, otherwise by all methods.
    ///
    /// - Parameter excludesSession: whether messages of the session are left out.
    /// - Returns: at most `limit` messages of a score above 0, the greatest first, equal ones by ordinal.
    package func nextMessages(
        session: [Int32], limit: Int, excludesSession: Bool = true
    ) -> [(message: Int32, score: Double)] {
        let known = Set(session)
        return nextScores(session: session).top(limit) { excludesSession && known.contains($0) }
    }

    /// The scores behind `nextMessages`, with their parts.
    package func nextScores(session: [Int32]) -> ItemScores {
        let entries = merged(session.map { ($0, 1) })
        return ItemScores(
            nextMethods.map { method in
                ItemScores.Term(method: method.kind, rows: method.rows, history: factors(entries, method))
            }, pool: pool)
    }

    /// The methods that say what comes next in a session: transitions where there are some, otherwise all.
    package var nextMethods: [ItemMethod] {
        let transitions = methods.filter { $0.kind == .transition }
        return transitions.isEmpty ? methods : transitions
    }

    /// The messages known here, each once at the place of its last occurrence, with the sum of its weights.
    private func merged(_ history: [(message: Int32, weight: Double)]) -> [(message: Int32, weight: Double)] {
        let known = history.enumerated()
            .filter { $1.message >= 0 && Int($1.message) < messageCount && $1.weight.isFinite }
            .sorted { ($0.element.message, $0.offset) < ($1.element.message, $1.offset) }
        var merged: [(offset: Int, entry: (message: Int32, weight: Double))] = []
        for (offset, entry) in known {
            if let last = merged.last, last.entry.message == entry.message {
                merged[merged.count - 1] = (offset, (entry.message, last.entry.weight + entry.weight))
            } else {
                merged.append((offset, entry))
            }
        }
        return merged.sorted { $0.offset < $1.offset }.map(\.entry).filter { $0.weight != 0 && $0.weight.isFinite }
    }

    /// The factor of each message in a method, its coefficient included; the earliest first.
    private func factors(
        _ entries: [(message: Int32, weight: Double)], _ method: ItemMethod
    ) -> [(message: Int32, factor: Double)] {
        let parameters = method.history
        let counting = entries.filter { $0.weight > 0 || parameters.rejection > 0 }.suffix(parameters.limit)
        var decayed = method.coefficient
        var result: [(message: Int32, factor: Double)] = []
        for entry in counting.reversed() {
            let weight = parameters.usesWeights ? entry.weight : (entry.weight > 0 ? 1 : -1)
            result.append((entry.message, decayed * weight * (entry.weight > 0 ? 1 : parameters.rejection)))
            decayed *= parameters.orderDecay
        }
        return result.reversed()
    }
}

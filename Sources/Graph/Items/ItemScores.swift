internal import Columns

/// What one message of a history adds to an item score.
package struct ItemShare: Hashable, Sendable {
    /// The message of the history.
    package let throughMessage: Int32
    /// What it adds to the score; below 0 where it speaks against the message.
    package let weight: Double
    /// The part of the score that it makes up, so that the shares of the whole history sum to 1; 0 where the score is 0.
    package let share: Double
    /// What each method adds by it, in the order of the methods; empty for scores of bare rows.
    package let parts: [ItemPart]
}

/// What one method adds to an item score by one message of a history.
package struct ItemPart: Hashable, Sendable {
    /// The method.
    package let method: ItemMethodKind
    /// What it adds.
    package let weight: Double
}

/// The exact item scores of one history: sums of weights, kept with their parts.
///
///     score(j) = Σ over methods m of  Σ over i of the history of  factor(m, i) · W_m[i][j]
///
/// Each summand is evidence, and `shares` lists them by message of the history.
///
/// - Thread safety: an immutable value. It holds scratch memory until the last copy goes away, so keep it for a request,
///   not for a session.
package struct ItemScores: Sendable {
    /// One method's rows and the factor of each message of the history, its coefficient included.
    struct Term: Sendable {
        let method: ItemMethodKind?
        let rows: ItemRows
        let history: [(message: Int32, factor: Double)]
    }

    private let terms: [Term]
    private let lease: ScratchLease<SparseSum>

    /// Adds up the terms, method by method and message by message in the order given, so equal input gives equal bits.
    init(_ terms: [Term], pool: ScratchPool<SparseSum>) {
        let sums = pool.take()
        for term in terms {
            term.rows.rows.withUnsafeRows { offsets, targets in
                term.rows.weights.withUnsafeBuffer { weights in
                    for entry in term.history {
                        let message = Int(entry.message)
                        sums.add(
                            entry.factor, times: weights, at: targets,
                            in: Int(offsets[message])..<Int(offsets[message + 1]))
                    }
                }
            }
        }
        self.terms = terms
        lease = ScratchLease(sums, of: pool)
    }

    /// The number of messages that some weight leads to.
    package var reachedCount: Int { lease.memory.count }

    /// The score of a message; 0 when no weight leads to it or the ordinal is no message's.
    ///
    /// - Complexity: O(1).
    package func score(of message: Int32) -> Double {
        guard message >= 0, Int(message) < lease.memory.capacity else { return 0 }
        return lease.memory[Int(message)]
    }

    /// The `limit` messages of the greatest scores above 0, equal ones by ordinal, without those that `excluding` names.
    ///
    /// - Complexity: O(r + limit log limit log r) expected for r reached messages; `excluding` is asked only about
    ///   messages that would get in.
    package func top(
        _ limit: Int, excluding: (Int32) -> Bool = { _ in false }
    ) -> [(message: Int32, score: Double)] {
        var top = BoundedTop<ScoredMessage>(limit: limit)
        for message in lease.memory.indices {
            let candidate = ScoredMessage(message: message, score: lease.memory[Int(message)])
            if candidate.score > 0, top.admits(candidate), !excluding(message) { top.insert(candidate) }
        }
        return top.ranked().map { ($0.message, $0.score) }
    }

    /// The `limit` messages of the history that add most to a message's score, equal ones by ordinal.
    ///
    /// The weights of the whole history sum to the score up to the rounding of double addition: the score adds the same
    /// terms in another order.
    /// - Complexity: O(methods × h log k) for a history of h messages and rows of k weights.
    package func shares(of message: Int32, limit: Int) -> [ItemShare] {
        var parts: [Part] = []
        for (order, term) in terms.enumerated() {
            for entry in term.history {
                let weight = entry.factor * term.rows.weight(from: entry.message, to: message)
                if weight != 0 { parts.append(Part(message: entry.message, order: order, weight: weight)) }
            }
        }
        parts.sort { ($0.message, $0.order) < ($1.message, $1.order) }
        let score = score(of: message)
        var top = BoundedTop<ItemShare>(limit: limit)
        var first = 0
        while first < parts.count {
            let end = parts[first...].firstIndex { $0.message != parts[first].message } ?? parts.count
            let weight = parts[first..<end].reduce(0) { $0 + $1.weight }
            top.insert(
                ItemShare(
                    throughMessage: parts[first].message, weight: weight, share: score == 0 ? 0 : weight / score,
                    parts: parts[first..<end].compactMap { part in
                        terms[part.order].method.map { ItemPart(method: $0, weight: part.weight) }
                    }))
            first = end
        }
        return top.ranked()
    }

    private struct Part {
        let message: Int32
        let order: Int
        let weight: Double
    }
}

extension ItemShare: Rankable {
    func precedes(_ other: ItemShare) -> Bool {
        weight != other.weight ? weight > other.weight : throughMessage < other.throughMessage
    }
}

extension ItemRows {
    /// The scores of a history, each message with the factor it is given.
    ///
    /// Entries of no message or of a weight that is not finite are left out; repeated messages add up.
    /// - Complexity: O(Σ of the row lengths of the history).
    package func score(history: [(message: Int32, weight: Double)]) -> ItemScores {
        let known = history.filter { $0.message >= 0 && Int($0.message) < messageCount && $0.weight.isFinite }
        return ItemScores(
            [ItemScores.Term(method: nil, rows: self, history: known.map { ($0.message, $0.weight) })], pool: pool)
    }
}

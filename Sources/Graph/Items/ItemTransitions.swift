#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What users do next as weights from message to message: a directed transition graph.
///
/// Each pair of steps of one user, the second at most `window` steps after the first, adds to the edge between their
/// messages; popular messages are then held back on both ends:
///
///     S[i][j] = Σ over pairs of steps (i at p, j at q), 0 < q − p ≤ window, of  decay^(q−p−1) · weight(q)
///     T[i][j] = S[i][j] + reverse · S[j][i]
///     W[i][j] = T[i][j] / (Σ T[i][·]^a · Σ T[·][j]^b)      for i ≠ j
///
/// The weight is that of the later step: it is what following was worth.
package enum ItemTransitions {
    /// The numbers that the weights depend on.
    package struct Parameters: Hashable, Sendable, Codable {
        /// The most steps from the first message of a pair to the second, 1 to 1000.
        package var window: Int
        /// The factor for each further step between them, above 0, at most 1.
        package var decay: Double
        /// What going back counts beside going on, 0 to 1: 0 heeds only the order of steps, 1 only their nearness.
        package var reverse: Double
        /// The exponent a of all that leaves the first message, 0 to 4.
        package var outExponent: Double
        /// The exponent b of all that arrives at the second message, 0 to 4.
        package var inExponent: Double
        /// The weights kept for each message, at least 1.
        package var limit: Int

        private enum CodingKeys: String, CodingKey {
            case window, decay, reverse, limit
            case outExponent = "out_exponent"
            case inExponent = "in_exponent"
        }

        package init(
            window: Int = 10, decay: Double = 0.8, reverse: Double = 0, outExponent: Double = 0.3,
            inExponent: Double = 0,
            limit: Int = 200
        ) {
            self.window = window
            self.decay = decay
            self.reverse = reverse
            self.outExponent = outExponent
            self.inExponent = inExponent
            self.limit = limit
        }
    }

    /// Builds the rows; the same at any number of threads.
    ///
    /// - Throws: `GraphError.invalidParameter`.
    /// - Complexity: O(steps × window + messages); blocks the calling thread.
    package static func build(
        _ sequences: EngagementSequences, parameters: Parameters = Parameters(), threads: Int = 1
    ) throws(GraphError) -> ItemRows {
        guard (1...1000).contains(parameters.window) else {
            throw .invalidParameter(name: "window", got: Double(parameters.window), expected: "1 to 1000")
        }
        guard parameters.decay > 0, parameters.decay <= 1 else {
            throw .invalidParameter(name: "decay", got: parameters.decay, expected: "above 0, at most 1")
        }
        for (name, value) in [("out_exponent", parameters.outExponent), ("in_exponent", parameters.inExponent)] {
            try GraphError.check(name, value, in: 0...4)
        }
        try GraphError.check("reverse", parameters.reverse, in: 0...1)
        try GraphError.checkCount("limit", parameters.limit)
        let steps = Steps(
            sequences, window: parameters.window, decay: parameters.decay, reverse: parameters.reverse)
        let (out, into) = steps.totals()
        let outScale = out.map { $0 > 0 ? pow($0, -parameters.outExponent) : 0 }
        let inScale = into.map { $0 > 0 ? pow($0, -parameters.inExponent) : 0 }
        return ItemRowBuilder.build(
            messageCount: sequences.messageCount, limit: parameters.limit, threads: threads,
            scale: { outScale[$0] * inScale[$1] },
            fill: { message, sums in
                steps.forEachPair(from: message) { target, weight in sums.add(weight, at: target) }
            })
    }

    /// The steps of all users, found by message.
    private struct Steps: Sendable {
        let sequences: EngagementSequences
        /// decay^0, decay^1 and so on, one for each distance of the window.
        let decays: [Double]
        /// Where the steps of each message lie in `positions`, and the steps.
        let starts: [Int]
        let positions: [Int]
        /// The sequence that each step belongs to.
        let spans: [Range<Int32>]
        let reverse: Double

        init(_ sequences: EngagementSequences, window: Int, decay: Double, reverse: Double) {
            self.sequences = sequences
            self.reverse = reverse
            decays = (0..<window).map { pow(decay, Double($0)) }
            positions = Array(sequences.messages.indices)
                .sortedStably(by: sequences.messages, keyCount: sequences.messageCount)
            var starts = [Int](repeating: 0, count: sequences.messageCount + 1)
            for message in sequences.messages { starts[Int(message) + 1] += 1 }
            for message in 0..<sequences.messageCount { starts[message + 1] += starts[message] }
            self.starts = starts
            spans = zip(sequences.offsets, sequences.offsets.dropFirst()).flatMap { start, end in
                repeatElement(Int32(start)..<Int32(end), count: end - start)
            }
        }

        /// Calls `body` with the other message and the weight of each pair that begins with `message`, or, going back,
        /// ends with it.
        @inline(__always)
        func forEachPair(from message: Int, _ body: (Int32, Double) -> Void) {
            for index in starts[message]..<starts[message + 1] {
                let first = positions[index]
                let span = spans[first]
                let last = min(Int(span.upperBound) - 1, first + decays.count)
                for second in first + 1..<max(first, last) + 1 where sequences.messages[second] != Int32(message) {
                    body(sequences.messages[second], decays[second - first - 1] * Double(sequences.weights[second]))
                }
                guard reverse > 0 else { continue }
                let earliest = max(Int(span.lowerBound), first - decays.count)
                for second in earliest..<first where sequences.messages[second] != Int32(message) {
                    body(
                        sequences.messages[second],
                        reverse * decays[first - second - 1] * Double(sequences.weights[first]))
                }
            }
        }

        /// What leaves and what arrives at each message.
        func totals() -> (out: [Double], into: [Double]) {
            var out = [Double](repeating: 0, count: sequences.messageCount)
            var into = out
            for message in 0..<sequences.messageCount {
                forEachPair(from: message) { target, weight in
                    out[message] += weight
                    into[Int(target)] += weight
                }
            }
            return (out, into)
        }
    }
}

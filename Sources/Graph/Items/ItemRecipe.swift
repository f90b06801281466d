/// One way of making item weights, with all its numbers: what a build tries, chooses and writes down.
package struct ItemRecipe: Hashable, Sendable {
    /// The method with its numbers.
    package enum Method: Hashable, Sendable {
        case rp3beta(WalkRows.Parameters)
        case transition(ItemTransitions.Parameters)
        case ridge(RidgeWeights.Parameters)
        case cosine(CosineRows.Parameters)
    }

    /// How the weights are made.
    package var method: Method
    /// How a history is read.
    package var history: ItemHistoryParameters

    package init(_ method: Method, history: ItemHistoryParameters = ItemHistoryParameters()) {
        self.method = method
        self.history = history
    }

    /// The method's kind.
    package var kind: ItemMethodKind {
        switch method {
        case .rp3beta: .rp3beta
        case .transition: .transition
        case .ridge: .ridge
        case .cosine: .cosine
        }
    }

    /// Makes the weights.
    ///
    /// - Parameters:
    ///   - sequences: the users' steps in order; transitions are made of them, ridge weights may use them.
    /// - Throws: `GraphError` for a parameter out of range, or a catalogue too large for the method.
    /// - Complexity: That of the method's `build`.
    package func build(
        matrix: EngagementMatrix, sequences: EngagementSequences, threads: Int
    ) throws(GraphError) -> ItemRows {
        switch method {
        case .rp3beta(let parameters): try WalkRows.build(matrix, parameters: parameters, threads: threads)
        case .transition(let parameters):
            try ItemTransitions.build(sequences, parameters: parameters, threads: threads)
        case .ridge(let parameters):
            try RidgeWeights.build(matrix, sequences: sequences, parameters: parameters, threads: threads)
        case .cosine(let parameters): try CosineRows.build(matrix, parameters: parameters, threads: threads)
        }
    }

    /// Makes the weights as a graph of this one method.
    ///
    /// - Throws: As `build`.
    package func graph(
        matrix: EngagementMatrix, sequences: EngagementSequences, threads: Int
    ) throws(GraphError) -> ItemGraph {
        try graph(of: build(matrix: matrix, sequences: sequences, threads: threads))
    }

    /// The graph of this one method over rows that it made.
    package func graph(of rows: ItemRows) throws(GraphError) -> ItemGraph {
        try ItemGraph(
            methods: [ItemMethod(kind: kind, rows: rows, history: history)], messageCount: rows.messageCount)
    }

    /// The recipes that a build tries where nobody asks for others, the simpler first.
    ///
    /// - Parameters:
    ///   - activeMessages: how many messages anybody engaged with: ridge weights need their square in memory.
    ///   - hasOrder: whether the order of a user's steps means anything.
    package static func standard(activeMessages: Int, hasOrder: Bool) -> [ItemRecipe] {
        // Measured at 50, 100 and 200: 100 rank as well as 200 in half the space, 50 a little worse.
        let limit = 100
        var recipes = [
            ItemRecipe(.rp3beta(WalkRows.Parameters(alpha: 0.7, beta: 0.4, limit: limit))),
            ItemRecipe(.rp3beta(WalkRows.Parameters(alpha: 0.7, beta: 0.2, limit: limit))),
        ]
        if hasOrder {
            let recent = ItemHistoryParameters(orderDecay: 0.6, limit: 50)
            recipes += [
                ItemRecipe(.transition(ItemTransitions.Parameters(reverse: 0.4, limit: limit)), history: recent),
                ItemRecipe(
                    .transition(
                        ItemTransitions.Parameters(reverse: 0.4, outExponent: 0.7, inExponent: 0.15, limit: limit)),
                    history: recent),
            ]
        }
        if activeMessages <= RidgeWeights.Parameters.mostMessages {
            let all = ItemHistoryParameters(usesWeights: true, limit: 1000)
            // Every weight of a ridge means something, so more are kept: what is cut is an error of the model.
            let ridgeLimit = 800
            for lambda in [8.0, 4.0] {
                recipes += (hasOrder ? [0, 0.5] : [0]).map { gain in
                    ItemRecipe(
                        .ridge(
                            RidgeWeights.Parameters(
                                lambda: 0, relativeLambda: lambda, diagonalExponent: 0.5, activityExponent: 0.5,
                                sequenceGain: gain, isBinary: false, limit: ridgeLimit)),
                        history: all)
                }
            }
        }
        return recipes
    }
}

extension ItemRecipe: Codable {
    private enum CodingKeys: String, CodingKey { case kind, parameters, history }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        method =
            switch try container.decode(ItemMethodKind.self, forKey: .kind) {
            case .rp3beta: .rp3beta(try container.decode(WalkRows.Parameters.self, forKey: .parameters))
            case .transition:
                .transition(try container.decode(ItemTransitions.Parameters.self, forKey: .parameters))
            case .ridge: .ridge(try container.decode(RidgeWeights.Parameters.self, forKey: .parameters))
            case .cosine: .cosine(try container.decode(CosineRows.Parameters.self, forKey: .parameters))
            }
        history = try container.decode(ItemHistoryParameters.self, forKey: .history)
        try history.validate()
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        switch method {
        case .rp3beta(let parameters): try container.encode(parameters, forKey: .parameters)
        case .transition(let parameters): try container.encode(parameters, forKey: .parameters)
        case .ridge(let parameters): try container.encode(parameters, forKey: .parameters)
        case .cosine(let parameters): try container.encode(parameters, forKey: .parameters)
        }
        try container.encode(history, forKey: .history)
    }
}

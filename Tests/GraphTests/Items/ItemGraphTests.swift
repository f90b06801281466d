import Columns
import Graph
import TestNumbers
import Testing

@Suite("Item scores and graphs of several methods")
struct ItemGraphTests {
    /// Rows with random weights of both signs.
    static func rows(seed: UInt64, messages: Int = 25, density: Double = 0.3) throws -> ItemRows {
        var random = SeededGenerator(seed: seed)
        var offsets: [Int64] = [0]
        var targets: [Int32] = []
        var weights: [Float] = []
        for _ in 0..<messages {
            for target in 0..<Int32(messages) where Double.random(in: 0..<1, using: &random) < density {
                targets.append(target)
                weights.append(Float(Int.random(in: -3...5, using: &random)))
            }
            offsets.append(Int64(targets.count))
        }
        return try ItemRows(
            offsets: FlatColumn(offsets), targets: FlatColumn(targets), weights: FlatColumn(weights),
            messageCount: messages)
    }

    static func graph() throws -> ItemGraph {
        try ItemGraph(
            methods: [
                ItemMethod(
                    kind: .rp3beta, rows: rows(seed: 1), coefficient: 0.5,
                    history: ItemHistoryParameters(usesWeights: true)),
                ItemMethod(
                    kind: .transition, rows: rows(seed: 2), coefficient: 2,
                    history: ItemHistoryParameters(orderDecay: 0.6, limit: 2)),
                ItemMethod(
                    kind: .ridge, rows: rows(seed: 3), coefficient: -1,
                    history: ItemHistoryParameters(usesWeights: true, orderDecay: 0.9, limit: 3, rejection: 0.5)),
            ], messageCount: 25)
    }

    @Test("need no merging of a history without repetition", arguments: UInt64(1)...10)
    func distinct(seed: UInt64) throws {
        let graph = try Self.graph()
        var random = SeededGenerator(seed: seed)
        let history = (-1...Int32(25)).shuffled(using: &random).prefix(12).map { message in
            (message: message, weight: [1, 2.5, -1, 0, .nan, .infinity].randomElement(using: &random) ?? 1)
        }
        let (merged, direct) = (graph.score(history: history), graph.score(history: history, isDistinct: true))
        for message in 0..<Int32(25) {
            #expect(merged.score(of: message).bitPattern == direct.score(of: message).bitPattern)
            #expect(merged.shares(of: message, limit: 5) == direct.shares(of: message, limit: 5))
        }
        #expect(merged.top(25).map(\.message) == direct.top(25).map(\.message))
    }

    @Test("are the sums of the weights, whose parts are the shares", arguments: UInt64(1)...10)
    func bareRows(seed: UInt64) throws {
        let rows = try Self.rows(seed: seed)
        let history: [(message: Int32, weight: Double)] = [
            (3, 1), (7, 0.5), (3, 2), (-1, 9), (25, 9), (8, .nan), (9, -1), (11, 0),
        ]
        let scores = rows.score(history: history)
        var reached = 0
        for message in 0..<Int32(rows.messageCount) {
            let parts = [(3, 3.0), (7, 0.5), (9, -1.0)].map { ($0.0, $0.1 * rows.weight(from: $0.0, to: message)) }
            let expected = parts.reduce(0) { $0 + $1.1 }
            #expect(close(scores.score(of: message), expected))
            reached += parts.contains { $0.1 != 0 } ? 1 : 0
            let shares = scores.shares(of: message, limit: .max)
            #expect(Set(shares.map(\.throughMessage)) == Set(parts.filter { $0.1 != 0 }.map(\.0)))
            #expect(close(shares.reduce(0) { $0 + $1.weight }, expected))
            if expected != 0 { #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-9) }
            #expect(shares.map(\.weight) == shares.map(\.weight).sorted(by: >))
            #expect(scores.shares(of: message, limit: 1) == Array(shares.prefix(1)))
            #expect(shares.allSatisfy { $0.parts.isEmpty })
        }
        #expect(scores.reachedCount == reached)
        #expect(scores.score(of: -1) == 0)
        #expect(scores.score(of: 25) == 0)
    }

    @Test("list the greatest scores above 0 by score and ordinal", arguments: UInt64(1)...10)
    func top(seed: UInt64) throws {
        let rows = try Self.rows(seed: seed)
        let scores = rows.score(history: [(1, 1), (2, 1), (4, 1)])
        let ranking = (0..<Int32(25)).filter { scores.score(of: $0) > 0 }
            .sorted { (-scores.score(of: $0), $0) < (-scores.score(of: $1), $1) }
        for limit in [0, 1, 5, 100] {
            #expect(scores.top(limit).map(\.message) == Array(ranking.prefix(limit)))
            #expect(
                scores.top(limit) { $0 % 2 == 0 }.map(\.message)
                    == Array(ranking.filter { $0 % 2 != 0 }.prefix(limit)))
        }
    }

    @Test("of several methods add up with coefficients, order and rejections")
    func methods() throws {
        let graph = try Self.graph()
        // Message 5 comes twice and takes its last place; 6 was rejected.
        let history: [(message: Int32, weight: Double)] = [(5, 1), (2, 3), (6, -2), (5, 1), (9, 0.5), (1, 0), (99, 1)]
        let scores = graph.score(history: history)
        let factors: [[(Int32, Double)]] = [
            [(2, 0.5 * 3), (5, 0.5 * 2), (9, 0.5 * 0.5)],
            [(5, 2 * 0.6), (9, 2)],
            [(6, -1 * -2 * 0.5 * 0.81), (5, -1 * 2 * 0.9), (9, -1 * 0.5)],
        ]
        for message in 0..<Int32(25) {
            let expected = zip(graph.methods, factors).reduce(0.0) { sum, method in
                method.1.reduce(sum) { $0 + $1.1 * method.0.rows.weight(from: $1.0, to: message) }
            }
            #expect(abs(scores.score(of: message) - expected) < 1e-12)
            let shares = scores.shares(of: message, limit: .max)
            for share in shares {
                #expect(abs(share.parts.reduce(0) { $0 + $1.weight } - share.weight) < 1e-12)
                for part in share.parts {
                    let index = try #require(graph.methods.firstIndex { $0.kind == part.method })
                    let factor = try #require(factors[index].first { $0.0 == share.throughMessage }).1
                    let weight = graph.methods[index].rows.weight(from: share.throughMessage, to: message)
                    #expect(abs(part.weight - factor * weight) < 1e-12)
                }
            }
            #expect(abs(shares.reduce(0) { $0 + $1.weight } - expected) < 1e-12)
        }
    }

    @Test("continue a session by the transition rows")
    func nextMessages() throws {
        let graph = try Self.graph()
        let bare = graph.methods[1].rows
        let expected = bare.score(history: [(4, 2 * 0.6), (8, 2)])
        let next = graph.nextMessages(session: [1, 8, 4, 8, -5], limit: 5)
        #expect(next.map(\.message) == expected.top(5) { [1, 4, 8].contains($0) }.map(\.message))
        let all = graph.nextMessages(session: [4, 8], limit: 100, excludesSession: false)
        #expect(all.map(\.message) == expected.top(100).map(\.message))
        #expect(graph.nextMessages(session: [], limit: 5).isEmpty)
        let other = try ItemGraph(
            methods: [ItemMethod(kind: .cosine, rows: Self.rows(seed: 6))], messageCount: 25)
        #expect(!other.nextMessages(session: [3], limit: 5).isEmpty)
    }

    @Test("refuse methods that do not fit each other")
    func refusals() throws {
        let rows = try Self.rows(seed: 1)
        #expect(throws: GraphError.methodsDisagree(method: "ridge", got: 25, expected: 24)) {
            try ItemGraph(methods: [ItemMethod(kind: .ridge, rows: rows)], messageCount: 24)
        }
        #expect(throws: GraphError.self) {
            try ItemGraph(methods: [ItemMethod(kind: .ridge, rows: rows, coefficient: .nan)], messageCount: 25)
        }
        for history in [
            ItemHistoryParameters(orderDecay: 0), .init(orderDecay: 1.1), .init(limit: 0), .init(rejection: -1),
        ] {
            #expect(throws: GraphError.self) {
                try ItemGraph(methods: [ItemMethod(kind: .ridge, rows: rows, history: history)], messageCount: 25)
            }
        }
        let nothing = try ItemGraph(methods: [], messageCount: 3)
        #expect(nothing.score(history: [(0, 1)]).top(3).isEmpty)
    }

    @Test("are the same bits again, alone or beside others")
    func determinism() async throws {
        let graph = try Self.graph()
        let histories: [[(message: Int32, weight: Double)]] = (0..<20).map { start in
            (0..<8).map { step in (message: Int32((start * 3 + step * 5) % 25), weight: 1.5) }
        }
        let alone = histories.map { history in
            let scores = graph.score(history: history)
            return (0..<Int32(25)).map { scores.score(of: $0) }
        }
        await withTaskGroup(of: Bool.self) { group in
            for round in 0..<400 {
                group.addTask {
                    let scores = graph.score(history: histories[round % 20])
                    return (0..<Int32(25)).map { scores.score(of: $0) } == alone[round % 20]
                }
            }
            for await equal in group { #expect(equal) }
        }
    }
}

import Columns
import Graph
import TestNumbers
import Testing

@Suite("Item rows")
struct ItemRowsTests {
    static func rows(
        _ offsets: [Int64], _ targets: [Int32], _ weights: [Float], messageCount: Int = 3
    ) throws -> ItemRows {
        try ItemRows(
            offsets: FlatColumn(offsets), targets: FlatColumn(targets), weights: FlatColumn(weights),
            messageCount: messageCount, name: "ridge")
    }

    @Test("give back what they were made from")
    func roundTrip() throws {
        let rows = try Self.rows([0, 2, 2, 3], [1, 2, 0], [0.5, -0.25, 3])
        #expect(rows.messageCount == 3)
        #expect(rows.edgeCount == 3)
        #expect(rows.row(0).map(\.message) == [1, 2])
        #expect(rows.row(0).map(\.weight) == [0.5, -0.25])
        #expect(rows.row(1).isEmpty)
        #expect(rows.weight(from: 2, to: 0) == 3)
        #expect(rows.weight(from: 0, to: 0) == 0)
        for stranger in [-1, 3, .max, .min] as [Int32] {
            #expect(rows.row(stranger).isEmpty)
            #expect(rows.weight(from: stranger, to: 0) == 0)
            #expect(rows.weight(from: 0, to: stranger) == 0)
        }
    }

    @Test("refuse whatever is not sound, and name the column")
    func refusals() throws {
        #expect(throws: GraphError.invalidCount(column: "ridgeOffsets", got: 3, expected: 4)) {
            try Self.rows([0, 0, 0], [], [])
        }
        #expect(throws: GraphError.invalidOffset(column: "ridgeOffsets", index: 2, got: 1)) {
            try Self.rows([0, 2, 1, 3], [1, 2, 0], [1, 1, 1])
        }
        #expect(throws: GraphError.invalidOffset(column: "ridgeOffsets", index: 3, got: 2)) {
            try Self.rows([0, 1, 1, 2], [1, 2, 0], [1, 1, 1])
        }
        #expect(throws: GraphError.invalidTarget(column: "ridge", index: 1, got: 1, count: 3)) {
            try Self.rows([0, 2, 2, 3], [2, 1, 0], [1, 1, 1])
        }
        #expect(throws: GraphError.invalidTarget(column: "ridge", index: 2, got: 3, count: 3)) {
            try Self.rows([0, 2, 2, 3], [1, 2, 3], [1, 1, 1])
        }
        #expect(throws: GraphError.invalidCount(column: "ridgeWeights", got: 2, expected: 3)) {
            try Self.rows([0, 2, 2, 3], [1, 2, 0], [1, 1])
        }
        for hostile in [Float.infinity, -.infinity, .nan] {
            #expect(throws: GraphError.self) { try Self.rows([0, 2, 2, 3], [1, 2, 0], [1, hostile, 1]) }
        }
        #expect(throws: GraphError.self) { try Self.rows([], [], [], messageCount: -1) }
        #expect(throws: GraphError.self) { try Self.rows([], [], [], messageCount: 0) }
        let nothing = try Self.rows([0], [], [], messageCount: 0)
        #expect(nothing.score(history: [(0, 1)]).top(5).isEmpty)
    }

    @Test("either refuse random columns or answer every question", arguments: UInt64(1)...60)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let offsets = [0] + (0..<4).map { _ in Int64.random(in: -1...6, using: &random) }.sorted()
        let targets = (0..<5).map { _ in Int32.random(in: -1...4, using: &random) }
        let weights = (0..<5).map { _ in Float.random(in: -2...2, using: &random) }
        guard let rows = try? Self.rows(offsets, targets, weights, messageCount: 4) else { return }
        let scores = rows.score(history: (0..<4).map { ($0, 1) })
        for entry in scores.top(10) { #expect(!scores.shares(of: entry.message, limit: 3).isEmpty) }
    }
}

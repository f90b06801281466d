import Columns
import Graph
import Testing

@Suite("Ridge item weights")
struct RidgeWeightsTests {
    @Test("has numpy's weights")
    func golden() throws {
        let matrix = try ItemWorld(ItemGolden.matrix).matrix()
        let plain = try RidgeWeights.build(matrix, parameters: .init(lambda: ItemGolden.lambda))
        #expect(greatestDifference(plain.dense, ItemGolden.ridge) < 1e-5)
        let weighted = try RidgeWeights.build(matrix, parameters: .init(lambda: ItemGolden.lambda, isBinary: false))
        #expect(greatestDifference(weighted.dense, ItemGolden.ridgeOfWeights) < 1e-5)
        let dropped = try RidgeWeights.build(
            matrix, parameters: .init(lambda: ItemGolden.lambda, dropout: ItemGolden.dropout))
        #expect(greatestDifference(dropped.dense, ItemGolden.ridgeWithDropout) < 1e-5)
    }

    @Test("solves the normal equations of the regression without a diagonal", arguments: UInt64(1)...4)
    func optimum(seed: UInt64) throws {
        let world = ItemWorld(seed: seed, users: 40, messages: 25)
        let lambda = 3.0
        let weights = try RidgeWeights.build(world.matrix(), parameters: .init(lambda: lambda)).dense
        let binary = world.dense.map { $0.map { $0 > 0 ? 1.0 : 0 } }
        // The gradient of |X − XB|² + λ|B|² vanishes off the diagonal.
        for column in 0..<world.messageCount {
            let residual = binary.map { row in
                row[column] - row.indices.reduce(0) { $0 + row[$1] * weights[$1][column] }
            }
            for other in 0..<world.messageCount where other != column {
                let gradient =
                    binary.indices.reduce(0) { $0 + binary[$1][other] * residual[$1] } - lambda * weights[other][column]
                #expect(abs(gradient) < 1e-3)
            }
        }
    }

    @Test("means the same on every scale of weights")
    func scale() throws {
        let world = ItemWorld(seed: 8)
        let parameters = RidgeWeights.Parameters(lambda: 2, isBinary: false)
        let once = try RidgeWeights.build(world.matrix(), parameters: parameters)
        let scaled = try RidgeWeights.build(
            ItemWorld(world.dense.map { $0.map { $0 * 1024 } }).matrix(), parameters: parameters)
        #expect(greatestDifference(once.dense, scaled.dense) < 1e-5)
    }

    @Test("keeps the greatest weights of each row, at any number of threads", arguments: [1, 5])
    func limit(limit: Int) throws {
        let matrix = try ItemWorld(seed: 4).matrix()
        let all = try RidgeWeights.build(matrix, parameters: .init(lambda: 5))
        let cutRows = try RidgeWeights.build(matrix, parameters: .init(lambda: 5, limit: limit), threads: 3)
        #expect(cutRows.dense == cut(all.dense, to: limit))
    }

    @Test("leaves out messages that nobody engaged with, and has a typed answer to too many others")
    func size() throws {
        var dense = ItemWorld(seed: 2, users: 10, messages: 12, density: 0.5).dense
        for user in dense.indices { for message in [0, 5, 11] { dense[user][message] = 0 } }
        let matrix = try ItemWorld(dense).matrix()
        let rows = try RidgeWeights.build(matrix, parameters: .init(lambda: 1, maximumMessages: 9))
        #expect([0, 5, 11].allSatisfy { rows.row($0).isEmpty })
        #expect(rows.dense.allSatisfy { $0[0] == 0 && $0[5] == 0 && $0[11] == 0 })
        #expect(rows.edgeCount > 0)
        #expect(throws: GraphError.tooManyMessages(got: 9, limit: 8)) {
            try RidgeWeights.build(matrix, parameters: .init(lambda: 1, maximumMessages: 8))
        }
        let nothing = try RidgeWeights.build(ItemWorld([[0, 0], [0, 0]]).matrix())
        #expect(nothing.messageCount == 2)
        #expect(nothing.edgeCount == 0)
    }

    @Test(
        "refuses parameters out of range",
        arguments: [
            RidgeWeights.Parameters(lambda: 0), RidgeWeights.Parameters(lambda: .nan),
            RidgeWeights.Parameters(dropout: 1), RidgeWeights.Parameters(limit: 0),
            RidgeWeights.Parameters(maximumMessages: 20_001),
        ])
    func refusals(parameters: RidgeWeights.Parameters) throws {
        let matrix = try ItemWorld(seed: 1).matrix()
        #expect(throws: GraphError.self) { try RidgeWeights.build(matrix, parameters: parameters) }
    }

    @Test("says when rounding leaves the matrix without an inverse")
    func singular() throws {
        // Two messages with the same thousands of users: a ridge of 1e-9 is lost beside their counts.
        let matrix = try ItemWorld(Array(repeating: [1, 1, 1], count: 4096)).matrix()
        #expect(throws: GraphError.notPositiveDefinite(minor: 2)) {
            try RidgeWeights.build(matrix, parameters: .init(lambda: 1e-9))
        }
    }

    /// The inverse of a small symmetric matrix in doubles, by Gauss and Jordan.
    private func inverse(_ matrix: [[Double]]) -> [[Double]] {
        let size = matrix.count
        var rows = matrix.enumerated().map { index, row in row + (0..<size).map { $0 == index ? 1 : 0 } }
        for pivot in 0..<size {
            rows[pivot] = rows[pivot].map { $0 / rows[pivot][pivot] }
            for row in 0..<size where row != pivot {
                let factor = rows[row][pivot]
                for column in rows[row].indices { rows[row][column] -= factor * rows[pivot][column] }
            }
        }
        return rows.map { Array($0.suffix(size)) }
    }

    @Test("heeds near steps, busy users and popular messages as the formula says", arguments: UInt64(1)...4)
    func formula(seed: UInt64) throws {
        let world = ItemWorld(seed: seed, users: 30, messages: 12, density: 0.4)
        let parameters = RidgeWeights.Parameters(
            lambda: 0.5, relativeLambda: 4, diagonalExponent: 0.5, activityExponent: 0.5, sequenceGain: 0.3,
            sequenceWindow: 3, sequenceDecay: 0.7)
        let sequences = world.dense.map { row in
            row.indices.filter { row[$0] > 0 }.sorted { (($0 * 7) % 12, $0) < (($1 * 7) % 12, $1) }
        }
        let rows = try RidgeWeights.build(
            world.matrix(),
            sequences: EngagementSequences(sequences.map { $0.map(Int32.init) }, messageCount: 12),
            parameters: parameters)
        let binary = world.dense.map { $0.map { $0 > 0 ? 1.0 : 0 } }
        let activity = binary.map { 1 / max(1, $0.reduce(0, +)).squareRoot() }
        var gram = (0..<12).map { i in
            (0..<12).map { j in binary.indices.reduce(0) { $0 + activity[$1] * binary[$1][i] * binary[$1][j] } }
        }
        let active = (0..<12).filter { gram[$0][$0] > 0 }
        let mean = active.reduce(0) { $0 + gram[$1][$1] } / Double(active.count)
        let ridge = (0..<12).map { (0.5 + 4 * mean) * (gram[$0][$0] / mean).squareRoot() }
        for (user, steps) in sequences.enumerated() {
            for first in steps.indices {
                for second in steps.indices where second > first && second - first <= 3 {
                    var value = 0.3 * activity[user]
                    for _ in 1..<(second - first) { value *= 0.7 }
                    gram[steps[first]][steps[second]] += value
                    gram[steps[second]][steps[first]] += value
                }
            }
        }
        for message in 0..<12 { gram[message][message] += active.contains(message) ? ridge[message] : 1 }
        let twin = inverse(gram)
        for i in active {
            for j in active where i != j {
                #expect(abs(rows.weight(from: Int32(i), to: Int32(j)) + twin[i][j] / twin[j][j]) < 1e-4)
            }
        }
    }
}

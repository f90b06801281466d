import Graph
import Testing

@Suite("Cosines as item rows")
struct CosineRowsTests {
    @Test("has numpy's weights")
    func golden() throws {
        let rows = try CosineRows.build(
            ItemWorld(ItemGolden.matrix).matrix(), parameters: CosineRows.Parameters(shrink: ItemGolden.shrink))
        #expect(greatestDifference(rows.dense, ItemGolden.cosine) < 1e-6)
    }

    @Test("of weights are the cosines of the columns", arguments: UInt64(1)...4)
    func weights(seed: UInt64) throws {
        let world = ItemWorld(seed: seed)
        let rows = try CosineRows.build(
            world.matrix(), parameters: CosineRows.Parameters(shrink: 0, isBinary: false, limit: .max), threads: 2)
        for from in 0..<world.messageCount {
            for to in 0..<world.messageCount where from != to {
                let (dot, left, right) = world.dense.reduce((0.0, 0.0, 0.0)) {
                    ($0.0 + $1[from] * $1[to], $0.1 + $1[from] * $1[from], $0.2 + $1[to] * $1[to])
                }
                let expected = dot == 0 ? 0 : dot / (left * right).squareRoot()
                #expect(close(rows.weight(from: Int32(from), to: Int32(to)), expected))
            }
        }
    }

    @Test("keeps the nearest messages of each one that is scored", arguments: [1, 3, 10])
    func limit(limit: Int) throws {
        let matrix = try ItemWorld(seed: 3).matrix()
        let all = try CosineRows.build(matrix, parameters: CosineRows.Parameters(limit: .max)).dense
        let rows = try CosineRows.build(matrix, parameters: CosineRows.Parameters(limit: limit)).dense
        func turned(_ matrix: [[Double]]) -> [[Double]] {
            matrix.indices.map { column in matrix.map { $0[column] } }
        }
        #expect(turned(rows) == cut(turned(all), to: limit))
    }

    @Test("refuses parameters out of range")
    func refusals() throws {
        let matrix = try ItemWorld(seed: 1).matrix()
        for parameters in [CosineRows.Parameters(shrink: -1), CosineRows.Parameters(limit: 0)] {
            #expect(throws: GraphError.self) { try CosineRows.build(matrix, parameters: parameters) }
        }
    }
}

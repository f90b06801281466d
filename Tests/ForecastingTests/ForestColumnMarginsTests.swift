import Forecasting
import TestNumbers
import Testing

@Suite("Margins of a forest by column")
struct ForestColumnMarginsTests {
    private static let kernels = ["portable", "avx2", "avx512"].compactMap { ScoringKernels(named: $0) }

    /// Rows of which the features `varying` differ, as columns and as rows.
    private struct Rows {
        let fixed: [Float]
        let varying: [Int32]
        let columns: [Float]
        let stride: Int
        let rows: [Float]

        init(_ world: inout RandomForest, count: Int) {
            let width = world.featureCount
            var fixed = world.rows(1)
            if width > 1 { fixed[0] = .infinity }
            let varying = (0..<Int32(width)).filter { _ in world.generator.below(2) == 0 }.shuffled(
                using: &world.generator)
            stride = (count + Forest.rowBlock - 1) / Forest.rowBlock * Forest.rowBlock
            var columns = [Float](repeating: .nan, count: varying.count * stride)
            var rows = (0..<count).flatMap { _ in fixed }
            let values = world.rows(count)
            for (place, feature) in varying.enumerated() {
                for row in 0..<count {
                    var value = values[row * width + Int(feature)]
                    if world.generator.below(20) == 0 { value = row % 2 == 0 ? -.infinity : .infinity }
                    columns[place * stride + row] = value
                    rows[row * width + Int(feature)] = value
                }
            }
            (self.fixed, self.varying, self.columns, self.rows) = (fixed, varying, columns, rows)
        }
    }

    @Test(
        "are those by row, bit by bit, on every instruction set",
        arguments: [0, 1, 2, 5], [0, 1, 15, 64, 65, 200] as [Int])
    func agree(depth: Int, count: Int) throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            var world = RandomForest(seed: seed, featureCount: 1 + Int(seed) * 3, treeCount: 17, depth: depth)
            let forest = try world.forest()
            let rows = Rows(&world, count: count)
            let expected = forest.margins(rows: rows.rows, count: count).map(\.bitPattern)
            for kernels in Self.kernels {
                let margins = forest.margins(
                    fixed: rows.fixed, varying: rows.varying, columns: rows.columns, stride: rows.stride, count: count,
                    kernels: kernels)
                #expect(margins.map(\.bitPattern) == expected, "\(kernels.name), seed \(seed)")
            }
        }
    }

    @Test("are those by row where trees have too many leaves for a mask", arguments: [6, 9])
    func deep(depth: Int) throws {
        var world = RandomForest(seed: 3, featureCount: 7, treeCount: 9, depth: depth)
        let forest = try world.forest()
        let rows = Rows(&world, count: 70)
        #expect(
            forest.margins(
                fixed: rows.fixed, varying: rows.varying, columns: rows.columns, stride: rows.stride, count: 70)
                == forest.margins(rows: rows.rows, count: 70))
    }

    @Test("has portable kernels everywhere")
    func portable() {
        #expect(Self.kernels.first?.name == "portable")
        #expect(ScoringKernels(named: "none") == nil)
        #expect(Self.kernels.contains { $0.name == ScoringKernels.best.name })
    }
}

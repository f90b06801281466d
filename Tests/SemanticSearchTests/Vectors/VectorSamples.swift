import Columns
import SemanticSearch

/// Seeded random numbers (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// About normally distributed: mean 0, variance 1.
    mutating func normal() -> Float {
        (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &self) } * 0.866
    }
}

/// Vectors around seeded centres, as texts gather around topics, and queries from the same distribution.
struct VectorSamples {
    let column: VectorColumn
    let queries: [[Float]]

    init(
        count: Int, dimension: Int, clusters: Int = 50, queries: Int = 100, unit: Bool = false, seed: UInt64 = 7
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let centres = (0..<clusters).map { _ in (0..<dimension).map { _ in generator.normal() } }
        func sample() -> [Float] {
            let centre = centres[Int.random(in: 0..<clusters, using: &generator)]
            var row = centre.map { $0 + 0.7 * generator.normal() }
            if unit {
                let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
                row = row.map { $0 / length }
            }
            return row
        }
        let rows = (0..<count).map { _ in sample() }
        self.column = try VectorColumn(values: FlatColumn(rows.flatMap(\.self)), dimension: dimension)
        self.queries = (0..<queries).map { _ in sample() }
    }
}

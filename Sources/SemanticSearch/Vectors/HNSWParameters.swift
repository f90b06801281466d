/// What shapes an HNSW graph; equal parameters and vectors give equal bytes.
package struct HNSWParameters: Sendable, Codable, Hashable {
    /// The links a node gets at each level, `2 ... 256`; level 0 holds up to twice as many.
    package var m: Int
    /// The width of the beam that looks for a new node's neighbours, `1 ... 4096`.
    package var efConstruction: Int
    /// The seed of the levels and of the order of insertion.
    package var seed: UInt64

    /// Creates parameters; `HNSWBuilder` and `HNSWGraph` check their ranges.
    package init(m: Int = 16, efConstruction: Int = 200, seed: UInt64 = 42) {
        self.m = m
        self.efConstruction = efConstruction
        self.seed = seed
    }

    /// - Throws: `VectorError.parameter` when a value is outside its range.
    func check() throws {
        guard (2...256).contains(m) else { throw VectorError.parameter(name: "m", value: m, allowed: 2...256) }
        guard (1...4096).contains(efConstruction) else {
            throw VectorError.parameter(name: "efConstruction", value: efConstruction, allowed: 1...4096)
        }
    }
}

/// The order in which nodes enter a graph, and their levels, from one hash of ordinal and seed.
///
/// Nodes enter by ascending hash, and the level is how often the hash can be multiplied by `m` without overflow: so
/// level l is reached with probability m^-l as the HNSW paper asks, the order is a random permutation whatever order
/// the vectors come in, and higher levels are complete before the nodes below them arrive.
struct InsertionOrder {
    /// The nodes, first to enter first; the first has the highest level and is the entry point.
    let nodes: [Int32]
    /// `count + 1` row numbers as in `HNSWGraph.Columns.upperOffsets`.
    let upperOffsets: [Int32]

    /// Orders `nodes`, ascending ordinals below `count`.
    init(nodes: [Int32], count: Int, parameters: HNSWParameters) {
        let hashed = nodes.map { (hash: Self.hash($0, seed: parameters.seed), node: $0) }
        self.nodes = hashed.sorted { ($0.hash, $0.node) < ($1.hash, $1.node) }.map(\.node)
        var levels = [Int32](repeating: 0, count: count)
        for (hash, node) in hashed { levels[Int(node)] = Self.level(of: hash, m: UInt64(parameters.m)) }
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(count + 1)
        var rows: Int32 = 0
        for level in levels {
            rows += level
            offsets.append(rows)
        }
        self.upperOffsets = offsets
    }

    private static func level(of hash: UInt64, m: UInt64) -> Int32 {
        var level: Int32 = 0
        var bound = UInt64.max / m
        while hash < bound, level < Int32(HNSWGraph.highestLevel) {
            level += 1
            bound /= m
        }
        return level
    }

    /// SplitMix64 of the ordinal under the seed (Steele, Lea and Flood, 2014).
    private static func hash(_ ordinal: Int32, seed: UInt64) -> UInt64 {
        var state = seed &+ (UInt64(UInt32(bitPattern: ordinal)) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        return state ^ (state >> 31)
    }
}

package import Columns

/// The immutable, flat form of an HNSW graph: links between ordinals, without the vectors.
///
/// Level 0 has one row of `2 m` links for every ordinal; the levels above have rows of `m` links for the few nodes that
/// reach them. Rows are filled from the front and padded with -1. Ordinals whose vectors are equal stand in one chain:
/// the lowest is the node, the others have no links and are found through it (see `EqualVectors`).
///
/// Format: the columns of `Columns`, all little-endian Int32, and `entryPoint`, `count` and `parameters` beside them.
///
/// - Complexity: creation from columns is O(links), sequential reads with one small random read per upper link.
/// - Thread safety: immutable.
package struct HNSWGraph: Sendable {
    /// The flat data of a graph, as it is written and mapped.
    package struct Columns: Sendable {
        /// `count * 2 m` ordinals: the links at level 0.
        package let baseLinks: FlatColumn<Int32>
        /// `count + 1` row numbers, ascending from 0: node i owns the rows `upperOffsets[i] ..< upperOffsets[i + 1]`
        /// of `upperLinks`, one per level above 0, so their number is the node's level.
        package let upperOffsets: FlatColumn<Int32>
        /// `m` ordinals a row: the links of the levels above 0.
        package let upperLinks: FlatColumn<Int32>
        /// For every ordinal the next higher one with an equal vector, or -1; empty when no two vectors are equal.
        package let nextEqual: FlatColumn<Int32>

        /// Groups four columns; `HNSWGraph` checks them.
        package init(
            baseLinks: FlatColumn<Int32>, upperOffsets: FlatColumn<Int32>, upperLinks: FlatColumn<Int32>,
            nextEqual: FlatColumn<Int32>
        ) {
            self.baseLinks = baseLinks
            self.upperOffsets = upperOffsets
            self.upperLinks = upperLinks
            self.nextEqual = nextEqual
        }
    }

    /// The highest level a node may have.
    package static let highestLevel = 32

    /// The flat data, for writing.
    package let columns: Columns
    /// The number of ordinals.
    package let count: Int
    /// The node every search starts from, of the highest level; -1 in an empty graph.
    package let entryPoint: Int32
    /// What the graph was built with.
    package let parameters: HNSWParameters
    /// The highest level of any node.
    package let topLevel: Int

    /// Takes over columns, after checking every count, offset, ordinal and level in them.
    ///
    /// A graph that this accepts can be searched without any further check: no link leaves the graph or names a level
    /// that its node does not reach, and every chain of equal vectors ends.
    ///
    /// - Throws: `VectorError` naming the column, the place and the rule.
    package init(columns: Columns, count: Int, entryPoint: Int32, parameters: HNSWParameters) throws {
        try parameters.check()
        self.topLevel = try HNSWGraphCheck(
            columns: columns, count: count, entryPoint: entryPoint, m: parameters.m
        ).run()
        self.columns = columns
        self.count = count
        self.entryPoint = entryPoint
        self.parameters = parameters
    }

    /// The highest level of the node `ordinal`, which must lie in `0 ..< count`.
    package func level(of ordinal: Int) -> Int {
        Int(columns.upperOffsets[ordinal + 1] - columns.upperOffsets[ordinal])
    }

    /// The links of the node `ordinal` at `level`; none when the node does not reach the level.
    package func links(of ordinal: Int, level: Int = 0) -> [Int32] {
        guard level <= self.level(of: ordinal) else { return [] }
        let m = parameters.m
        let row =
            level == 0
            ? columns.baseLinks.array(ordinal * 2 * m..<(ordinal + 1) * 2 * m)
            : {
                let row = Int(columns.upperOffsets[ordinal]) + level - 1
                return columns.upperLinks.array(row * m..<(row + 1) * m)
            }()
        return Array(row.prefix { $0 >= 0 })
    }

    /// The bytes of the flat data.
    package var byteCount: Int {
        4 * (columns.baseLinks.count + columns.upperOffsets.count + columns.upperLinks.count + columns.nextEqual.count)
    }

    /// Calls `body` with the raw links; nil in an empty graph.
    @inline(__always)
    func withLinks<Result>(_ body: (GraphLinks) throws -> Result) rethrows -> Result? {
        try columns.baseLinks.withUnsafeBuffer { base in
            try columns.upperOffsets.withUnsafeBuffer { offsets in
                try columns.upperLinks.withUnsafeBuffer { upper -> Result? in
                    guard count > 0, let base = base.baseAddress, let offsets = offsets.baseAddress,
                        let upper = upper.baseAddress
                    else { return nil }
                    return try body(
                        GraphLinks(
                            baseDegree: 2 * parameters.m, upperDegree: parameters.m, base: base, upper: upper,
                            upperOffsets: offsets, entryPoint: entryPoint))
                }
            }
        }
    }
}

internal import Columns

/// A graph under construction: the flat links, and beside each the similarity it was chosen with.
///
/// - Thread safety: unchecked, because the builder alternates two phases: in the first, workers read all rows and each
///   writes only the rows of nodes that no link leads to yet; in the second, each row has one writer and no reader.
final class GraphDraft: @unchecked Sendable {
    let count: Int
    let m: Int
    let order: InsertionOrder
    private let base: UnsafeMutablePointer<Int32>
    private let upper: UnsafeMutablePointer<Int32>
    private let baseSimilarities: UnsafeMutablePointer<Float>
    private let upperSimilarities: UnsafeMutablePointer<Float>
    private let offsets: UnsafeMutablePointer<Int32>
    private let upperRows: Int

    /// Rows without links for `count` ordinals.
    init(count: Int, m: Int, order: InsertionOrder) {
        self.count = count
        self.m = m
        self.order = order
        upperRows = Int(order.upperOffsets.last ?? 0)
        base = .allocate(capacity: max(1, count * 2 * m))
        base.initialize(repeating: -1, count: count * 2 * m)
        baseSimilarities = .allocate(capacity: max(1, count * 2 * m))
        baseSimilarities.initialize(repeating: 0, count: count * 2 * m)
        upper = .allocate(capacity: max(1, upperRows * m))
        upper.initialize(repeating: -1, count: upperRows * m)
        upperSimilarities = .allocate(capacity: max(1, upperRows * m))
        upperSimilarities.initialize(repeating: 0, count: upperRows * m)
        offsets = .allocate(capacity: order.upperOffsets.count)
        for (index, offset) in order.upperOffsets.enumerated() { (offsets + index).initialize(to: offset) }
    }

    deinit {
        base.deallocate()
        upper.deallocate()
        baseSimilarities.deallocate()
        upperSimilarities.deallocate()
        offsets.deallocate()
    }

    /// The links for a walk; the draft must outlive their use.
    var links: GraphLinks {
        GraphLinks(
            baseDegree: 2 * m, upperDegree: m, base: base, upper: upper, upperOffsets: offsets,
            entryPoint: order.nodes.first ?? -1)
    }

    /// The writable row of `node` at `level`.
    @inline(__always)
    func row(of node: Int32, level: Int) -> DraftRow {
        if level == 0 {
            let start = Int(node) * 2 * m
            return DraftRow(links: base + start, similarities: baseSimilarities + start, capacity: 2 * m)
        }
        let start = (Int(offsets[Int(node)]) + level - 1) * m
        return DraftRow(links: upper + start, similarities: upperSimilarities + start, capacity: m)
    }

    /// The flat columns, copied out, with the chains of equal vectors.
    func columns(nextEqual: [Int32]) -> HNSWGraph.Columns {
        func column(_ start: UnsafeMutablePointer<Int32>, _ length: Int) -> FlatColumn<Int32> {
            FlatColumn(count: length) { buffer in
                guard let target = buffer.baseAddress else { return }
                target.initialize(from: start, count: length)
            }
        }
        return HNSWGraph.Columns(
            baseLinks: column(base, count * 2 * m), upperOffsets: column(offsets, count + 1),
            upperLinks: column(upper, upperRows * m), nextEqual: FlatColumn(nextEqual))
    }
}

/// One node's links at one level under construction, filled from the front and padded with -1.
struct DraftRow {
    let links: UnsafeMutablePointer<Int32>
    let similarities: UnsafeMutablePointer<Float>
    let capacity: Int

    /// The number of links.
    @inline(__always)
    var count: Int {
        var count = 0
        while count < capacity, links[count] >= 0 { count += 1 }
        return count
    }

    /// Puts a link into the place `index`.
    @inline(__always)
    func set(_ index: Int, _ neighbor: NeighborKey) {
        links[index] = neighbor.ordinal
        similarities[index] = neighbor.similarity
    }

    /// The link at `index` as a candidate.
    @inline(__always)
    subscript(index: Int) -> NeighborKey {
        NeighborKey(ordinal: links[index], similarity: similarities[index])
    }

    /// Replaces all links.
    @inline(__always)
    func replace(with chosen: [NeighborKey]) {
        for index in 0..<capacity { links[index] = -1 }
        for (index, neighbor) in chosen.enumerated() { set(index, neighbor) }
    }
}

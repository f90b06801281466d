/// Makes every node of a finished draft reachable from the entry point at level 0.
///
/// Choosing links anew can drop the last link that led to a node. Such a node gets a link from the most similar node
/// that is reached: into a free place, or in place of the least similar link that no node's reachability hangs on.
struct GraphRepair {
    let draft: GraphDraft
    let rows: FloatRows
    let width: Int
    let scratch: SearchScratch

    /// Repairs the draft; O(links) when nothing is to do.
    func run() {
        let nodes = draft.order.nodes
        guard let entry = nodes.first else { return }
        /// The node whose link first led to a node: together a tree that holds every reached node. -1 is not reached.
        var parents = [Int32](repeating: -1, count: draft.count)
        parents[Int(entry)] = entry
        spread(from: entry, &parents)
        for node in nodes where parents[Int(node)] < 0 {
            for candidate in candidates(for: node, parents) where link(candidate, to: node, &parents) {
                spread(from: node, &parents)
                break
            }
        }
    }

    /// Marks everything that links lead to from `start`.
    private func spread(from start: Int32, _ parents: inout [Int32]) {
        var frontier = [start]
        while let node = frontier.popLast() {
            let row = draft.row(of: node, level: 0)
            for index in 0..<row.count where parents[Int(row.links[index])] < 0 {
                parents[Int(row.links[index])] = node
                frontier.append(row.links[index])
            }
        }
    }

    /// Reached nodes that may link to `node`: similar ones first, then any, of which one always has a place, because
    /// the last nodes of the tree hold up nothing.
    private func candidates(for node: Int32, _ parents: [Int32]) -> some Sequence<Int32> {
        let graph = draft.links
        let scorer = FloatScorer(ordinal: node, rows: rows)
        var evaluations = 0
        let entry = GraphWalk.descend(
            scorer, graph, from: graph.level(of: graph.entryPoint), above: 0, scratch: scratch,
            evaluations: &evaluations)
        let beam = GraphWalk.beam(
            scorer, graph, level: 0, entry: entry, width: width, scratch: scratch, evaluations: &evaluations)
        let similar = (0..<beam.count).map { beam[$0].ordinal }
        return [similar, draft.order.nodes].lazy.joined().filter { $0 != node && parents[Int($0)] >= 0 }
    }

    /// Links `source` to `node` if it has a place to give.
    private func link(_ source: Int32, to node: Int32, _ parents: inout [Int32]) -> Bool {
        let row = draft.row(of: source, level: 0)
        let count = row.count
        var place = count
        if count == row.capacity {
            let spare = (0..<count).filter { parents[Int(row.links[$0])] != source }
            guard let worst = spare.min(by: { row[$0].bits < row[$1].bits }) else { return false }
            place = worst
        }
        let similarity = FloatScorer(ordinal: source, rows: rows).score(node)
        row.set(place, NeighborKey(ordinal: node, similarity: similarity))
        parents[Int(node)] = source
        return true
    }
}

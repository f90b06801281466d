/// Inserts batches of nodes into a draft: a parallel search of the frozen graph, then links back, row by row.
struct BatchInsertion {
    let draft: GraphDraft
    let rows: FloatRows
    /// The codes to walk on; without them walks compare in fp32.
    let codes: CodeRows?
    let efConstruction: Int
    /// Scratch memory, one per thread.
    let workers: [SearchScratch]

    /// Inserts the nodes at `positions` of the insertion order.
    func insert(_ positions: Range<Int>) {
        SharedWork.run(count: positions.count, threads: workers.count, grain: 8) { worker, range in
            for position in range {
                place(draft.order.nodes[positions.lowerBound + position], scratch: workers[worker])
            }
        }
        linkBack(positions)
    }

    /// Finds the neighbours of `node` in the frozen graph and writes its own rows.
    private func place(_ node: Int32, scratch: SearchScratch) {
        let exact = FloatScorer(ordinal: node, rows: rows)
        guard let codes else {
            place(node, scratch: scratch, walking: exact) { $0 }
            return
        }
        let coded = CodeScorer(coding: exact.query, into: scratch.codes, rows: codes)
        place(node, scratch: scratch, walking: coded) {
            GraphWalk.ranked($0, count: $0.count, by: exact, scratch: scratch)
        }
    }

    @inline(__always)
    private func place<Scorer: RowScorer>(
        _ node: Int32, scratch: SearchScratch, walking scorer: Scorer, ranked: (Beam) -> Beam
    ) {
        let graph = draft.links
        let level = graph.level(of: node)
        var evaluations = 0
        var entry = GraphWalk.descend(
            scorer, graph, from: graph.level(of: graph.entryPoint), above: level, scratch: scratch,
            evaluations: &evaluations)
        for level in stride(from: level, through: 0, by: -1) {
            let beam = GraphWalk.beam(
                scorer, graph, level: level, entry: entry, width: efConstruction, scratch: scratch,
                evaluations: &evaluations)
            entry = (beam[0].ordinal, beam[0].similarity)
            let candidates = ranked(beam)
            let chosen = NeighborSelection.select(
                (0..<candidates.count).lazy.map { candidates[$0] }, limit: draft.m, rows: rows)
            draft.row(of: node, level: level).replace(with: chosen)
        }
    }

    /// One link back that a new node asks for: `target` at `level` shall link to `neighbor`.
    private struct LinkBack {
        let target: Int32
        let level: Int
        let neighbor: NeighborKey
    }

    /// Adds to every chosen neighbour the links back from the nodes of the batch.
    private func linkBack(_ positions: Range<Int>) {
        var wanted: [LinkBack] = []
        for position in positions {
            let node = draft.order.nodes[position]
            for level in 0...draft.links.level(of: node) {
                let row = draft.row(of: node, level: level)
                for index in 0..<row.count {
                    wanted.append(
                        LinkBack(
                            target: row.links[index], level: level,
                            neighbor: NeighborKey(ordinal: node, similarity: row.similarities[index])))
                }
            }
        }
        // Level, then target, then the order of the batch.
        var order = wanted.indices.map { index in
            UInt64(wanted[index].level) << 58 | UInt64(wanted[index].target) << 27 | UInt64(index)
        }
        order.sort()
        var starts: [Int] = []
        for index in order.indices where index == 0 || order[index] >> 27 != order[index - 1] >> 27 {
            starts.append(index)
        }
        starts.append(order.count)
        SharedWork.run(count: starts.count - 1, threads: workers.count, grain: 64) { _, range in
            for group in range {
                let additions = order[starts[group]..<starts[group + 1]].map { wanted[Int($0 & 0x7FF_FFFF)] }
                add(additions)
            }
        }
    }

    /// Adds links to one row; a row that overflows chooses anew among old and new links.
    private func add(_ additions: [LinkBack]) {
        guard let target = additions.first?.target, let level = additions.first?.level else { return }
        let row = draft.row(of: target, level: level)
        let count = row.count
        if count + additions.count <= row.capacity {
            for (index, addition) in additions.enumerated() { row.set(count + index, addition.neighbor) }
            return
        }
        var candidates = (0..<count).map { row[$0] }
        candidates.append(contentsOf: additions.map(\.neighbor))
        candidates.sort { $0.bits > $1.bits }
        row.replace(with: NeighborSelection.select(candidates, limit: row.capacity, rows: rows))
    }
}

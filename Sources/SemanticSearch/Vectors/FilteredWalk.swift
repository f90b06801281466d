extension GraphWalk {
    /// The allowed nodes most similar to the query, walking through allowed and forbidden nodes alike.
    ///
    /// The walk goes on until the best open candidate is worse than `width` allowed nodes, so it costs more the fewer
    /// are allowed; it gives up, returning nil, once it has compared more than `budget` nodes. The beam lives in
    /// `scratch` and is valid until the next walk with it.
    @inline(__always)
    static func filteredBeam<Scorer: RowScorer>(
        _ scorer: Scorer, _ graph: GraphLinks, entry: (node: Int32, similarity: Float), width: Int, budget: Int,
        scratch: SearchScratch, evaluations: inout Int, isAllowed: (Int32) -> Bool
    ) -> Beam? {
        var found = scratch.beam(width: width)
        var open = CandidateHeap(scratch: scratch)
        let epoch = scratch.nextEpoch()
        let visited = scratch.visited
        let fresh = scratch.fresh
        let scores = scratch.similarities
        let start = NeighborKey(ordinal: entry.node, similarity: entry.similarity)
        visited[Int(entry.node)] = epoch
        open.push(start.bits)
        if isAllowed(entry.node) { found.insert(start.bits) }
        while let best = open.pop(), best > found.threshold {
            if evaluations > budget { return nil }
            let links = graph.links(of: NeighborKey(bits: best).ordinal, level: 0)
            var count = 0
            var index = 0
            while index < graph.baseDegree, links[index] >= 0 {
                let link = links[index]
                fresh[count] = link
                count += visited[Int(link)] == epoch ? 0 : 1
                visited[Int(link)] = epoch
                index += 1
            }
            scorer.score(fresh, count, scores)
            evaluations += count
            for index in 0..<count {
                let key = NeighborKey(ordinal: fresh[index], similarity: scores[index]).bits
                guard key > found.threshold else { continue }
                open.push(key)
                if isAllowed(fresh[index]) { found.insert(key) }
            }
        }
        return found
    }
}

/// A binary heap of keys in scratch memory, the greatest on top.
private struct CandidateHeap {
    private let scratch: SearchScratch
    private var count = 0

    init(scratch: SearchScratch) { self.scratch = scratch }

    mutating func push(_ key: UInt64) {
        if count == scratch.heapRoom { scratch.growHeap(count: count) }
        let keys = scratch.heapKeys
        var place = count
        while place > 0 {
            let parent = (place - 1) / 2
            guard keys[parent] < key else { break }
            keys[place] = keys[parent]
            place = parent
        }
        keys[place] = key
        count += 1
    }

    mutating func pop() -> UInt64? {
        guard count > 0 else { return nil }
        let keys = scratch.heapKeys
        let top = keys[0]
        count -= 1
        let last = keys[count]
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            if child + 1 < count, keys[child + 1] > keys[child] { child += 1 }
            guard keys[child] > last else { break }
            keys[place] = keys[child]
            place = child
        }
        keys[place] = last
        return top
    }
}

internal import CKernels

/// The raw links of a graph, valid while its memory is held; ordinals in it were checked when the graph was made.
struct GraphLinks {
    /// Links per node at level 0 (twice `m`), and per node and level above.
    let baseDegree: Int
    let upperDegree: Int
    let base: UnsafePointer<Int32>
    let upper: UnsafePointer<Int32>
    let upperOffsets: UnsafePointer<Int32>
    let entryPoint: Int32

    /// The highest level of `node`.
    @inline(__always)
    func level(of node: Int32) -> Int { Int(upperOffsets[Int(node) + 1] - upperOffsets[Int(node)]) }

    /// The links of `node` at `level`, which it must reach; the first negative one ends them.
    @inline(__always)
    func links(of node: Int32, level: Int) -> UnsafePointer<Int32> {
        level == 0
            ? base + Int(node) * baseDegree
            : upper + (Int(upperOffsets[Int(node)]) + level - 1) * upperDegree
    }

    @inline(__always)
    func degree(level: Int) -> Int { level == 0 ? baseDegree : upperDegree }
}

/// The walks over a graph: greedy descent through the upper levels, beam search at one level.
///
/// Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small
/// World graphs" (2018), algorithms 2 and 5. Nothing here allocates, counts references or checks bounds: the graph's
/// ordinals were checked when it was made.
enum GraphWalk {
    /// The node that greedy steps from `entry` reach at the levels `top ... above + 1`, with its similarity.
    @inline(__always)
    static func descend<Scorer: RowScorer>(
        _ scorer: Scorer, _ graph: GraphLinks, from top: Int, above: Int, scratch: SearchScratch,
        evaluations: inout Int
    ) -> (node: Int32, similarity: Float) {
        var node = graph.entryPoint
        var similarity = scorer.score(node)
        evaluations += 1
        let scores = scratch.similarities
        var level = top
        while level > above {
            var moved = true
            while moved {
                moved = false
                let links = graph.links(of: node, level: level)
                var count = 0
                while count < graph.upperDegree, links[count] >= 0 { count += 1 }
                scorer.score(links, count, scores)
                evaluations += count
                for index in 0..<count where scores[index] > similarity {
                    similarity = scores[index]
                    node = links[index]
                    moved = true
                }
            }
            level -= 1
        }
        return (node, similarity)
    }

    /// The nodes most similar to the query that a beam of `width` finds at `level` from `entry`.
    ///
    /// The beam lives in `scratch` and is valid until the next walk with it.
    @inline(__always)
    static func beam<Scorer: RowScorer>(
        _ scorer: Scorer, _ graph: GraphLinks, level: Int, entry: (node: Int32, similarity: Float), width: Int,
        scratch: SearchScratch, evaluations: inout Int
    ) -> Beam {
        var beam = scratch.beam(width: width)
        let epoch = scratch.nextEpoch()
        let visited = scratch.visited
        let fresh = scratch.fresh
        let scores = scratch.similarities
        let degree = graph.degree(level: level)
        visited[Int(entry.node)] = epoch
        beam.insert(ordinal: entry.node, similarity: entry.similarity)
        while let node = beam.next() {
            let links = graph.links(of: node, level: level)
            var count = 0
            var index = 0
            while index < degree {
                let link = links[index]
                if link < 0 { break }
                // Without a branch on "visited", which no predictor learns.
                fresh[count] = link
                count += visited[Int(link)] == epoch ? 0 : 1
                visited[Int(link)] = epoch
                index += 1
            }
            if let upcoming = beam.upcoming { ck_prefetch(graph.links(of: upcoming, level: level)) }
            scorer.score(fresh, count, scores)
            evaluations += count
            for index in 0..<count { beam.insert(ordinal: fresh[index], similarity: scores[index]) }
        }
        return beam
    }

    /// The first `count` candidates of a beam again, by another scorer and in its order.
    ///
    /// The beam lives in `scratch` beside the walk's and is valid until the next ranking with it.
    @inline(__always)
    static func ranked<Scorer: RowScorer>(
        _ beam: Beam, count: Int, by scorer: Scorer, scratch: SearchScratch
    ) -> Beam {
        let count = min(count, beam.count)
        var ranking = scratch.ranking(width: max(1, count))
        let ordinals = scratch.rankedOrdinals
        let scores = scratch.rankedSimilarities
        for index in 0..<count { ordinals[index] = beam[index].ordinal }
        scorer.score(ordinals, count, scores)
        for index in 0..<count { ranking.insert(ordinal: ordinals[index], similarity: scores[index]) }
        return ranking
    }
}

internal import Columns

extension HNSWGraph {
    /// The rules that only a whole reading can see and that this graph breaks, in words; empty for a valid graph.
    ///
    /// Checked: every vector is reached from the entry point at level 0, or through its chain of equal vectors; no
    /// node links to itself or twice to another; ordinals that follow in a chain have no links and no level.
    ///
    /// - Parameter limit: the most violations to list.
    /// - Complexity: O(count · m²).
    package func violations(limit: Int = 10) -> [String] {
        var found: [String] = []
        func report(_ violation: @autoclosure () -> String) {
            if found.count < limit { found.append(violation()) }
        }
        var isFollower = [Bool](repeating: false, count: count)
        columns.nextEqual.withUnsafeBuffer { next in
            for ordinal in next where ordinal >= 0 { isFollower[Int(ordinal)] = true }
        }
        for node in 0..<count {
            let level = level(of: node)
            if isFollower[node], level > 0 || !links(of: node).isEmpty {
                report("ordinal \(node) follows an equal vector but has links of its own")
            }
            for level in 0...level {
                let links = links(of: node, level: level)
                if links.contains(Int32(node)) { report("node \(node) links to itself at level \(level)") }
                if Set(links).count != links.count { report("node \(node) links twice to a node at level \(level)") }
            }
        }
        let reached = reachedAtBase()
        for node in 0..<count where !reached[node] && !isFollower[node] {
            report("node \(node) is not reached from the entry point")
        }
        return found
    }

    /// Checks `violations()`.
    ///
    /// - Throws: `VectorError.invariants` with the first violations.
    package func assertValid() throws {
        let found = violations()
        guard found.isEmpty else { throw VectorError.invariants(found) }
    }

    /// For every ordinal, whether links of level 0 lead to it from the entry point.
    private func reachedAtBase() -> [Bool] {
        var reached = [Bool](repeating: false, count: count)
        guard count > 0 else { return reached }
        var frontier = [entryPoint]
        reached[Int(entryPoint)] = true
        while let node = frontier.popLast() {
            for link in links(of: Int(node)) where !reached[Int(link)] {
                reached[Int(link)] = true
                frontier.append(link)
            }
        }
        return reached
    }
}

internal import Columns

/// Checks the columns of a graph so that a search may trust them without a check of its own.
struct HNSWGraphCheck {
    let columns: HNSWGraph.Columns
    let count: Int
    let entryPoint: Int32
    let m: Int

    /// Checks all rules and returns the highest level.
    ///
    /// - Throws: `VectorError` naming the column, the place and the rule.
    func run() throws -> Int {
        guard count >= 0, count < Int(Int32.max) else {
            throw VectorError.parameter(name: "count", value: count, allowed: 0...Int(Int32.max) - 1)
        }
        try expect(columns.baseLinks.count, count * 2 * m, "baseLinks")
        try expect(columns.upperOffsets.count, count + 1, "upperOffsets")
        if columns.nextEqual.count != 0 { try expect(columns.nextEqual.count, count, "nextEqual") }
        let top = try checkOffsets()
        try checkEntryPoint(top: top)
        try checkRows(columns.baseLinks, name: "baseLinks", degree: 2 * m)
        try checkRows(columns.upperLinks, name: "upperLinks", degree: m)
        try checkUpperLevels()
        try checkEqualChains()
        return top
    }

    private func expect(_ found: Int, _ expected: Int, _ column: String) throws {
        guard found == expected else {
            throw VectorError.columnCount(column: column, expected: expected, found: found)
        }
    }

    private func checkOffsets() throws -> Int {
        try columns.upperOffsets.withUnsafeBuffer { offsets in
            guard offsets[0] == 0 else {
                throw VectorError.columnValue(
                    column: "upperOffsets", index: 0, value: Int(offsets[0]), rule: "the first offset is 0")
            }
            var top = 0
            for node in 0..<count {
                let level = Int(offsets[node + 1]) - Int(offsets[node])
                guard (0...HNSWGraph.highestLevel).contains(level) else {
                    throw VectorError.columnValue(
                        column: "upperOffsets", index: node + 1, value: Int(offsets[node + 1]),
                        rule: "0 to \(HNSWGraph.highestLevel) more than the one before")
                }
                top = max(top, level)
            }
            try expect(columns.upperLinks.count, Int(offsets[count]) * m, "upperLinks")
            return top
        }
    }

    private func checkEntryPoint(top: Int) throws {
        let fits =
            count == 0
            ? entryPoint == -1
            : entryPoint >= 0 && Int(entryPoint) < count
                && Int(columns.upperOffsets[Int(entryPoint) + 1] - columns.upperOffsets[Int(entryPoint)]) == top
        guard fits else {
            throw VectorError.columnValue(
                column: "entryPoint", index: 0, value: Int(entryPoint),
                rule: "a node of the highest level, or -1 in an empty graph")
        }
    }

    /// Every value is an ordinal or -1, and nothing follows a -1 in its row.
    private func checkRows(_ column: FlatColumn<Int32>, name: String, degree: Int) throws {
        try column.withUnsafeBuffer { links in
            let limit = Int32(count)
            var first = 0
            while first < links.count {
                var bad = false
                var ended = false
                for index in first..<first + degree {
                    let link = links[index]
                    bad = bad || link >= limit || link < -1 || (ended && link >= 0)
                    ended = link < 0
                }
                if bad {
                    throw VectorError.columnValue(
                        column: name, index: first, value: Int(links[first]),
                        rule: "the \(degree) values from here are ordinals below \(count), then only -1")
                }
                first += degree
            }
        }
    }

    /// Every link of a level leads to a node that reaches the level.
    private func checkUpperLevels() throws {
        try columns.upperOffsets.withUnsafeBuffer { offsets in
            try columns.upperLinks.withUnsafeBuffer { links in
                for node in 0..<count {
                    for row in Int(offsets[node])..<Int(offsets[node + 1]) {
                        let level = row - Int(offsets[node]) + 1
                        for index in row * m..<(row + 1) * m where links[index] >= 0 {
                            let target = Int(links[index])
                            guard Int(offsets[target + 1]) - Int(offsets[target]) >= level else {
                                throw VectorError.columnValue(
                                    column: "upperLinks", index: index, value: target,
                                    rule: "a node that reaches level \(level)")
                            }
                        }
                    }
                }
            }
        }
    }

    /// Chains ascend, no two meet, and only the first ordinal of a chain is a node of the graph.
    private func checkEqualChains() throws {
        guard columns.nextEqual.count > 0 else { return }
        var follows = [Bool](repeating: false, count: count)
        try columns.nextEqual.withUnsafeBuffer { next in
            for ordinal in 0..<count where next[ordinal] != -1 {
                let value = Int(next[ordinal])
                guard value > ordinal, value < count, !follows[value] else {
                    throw VectorError.columnValue(
                        column: "nextEqual", index: ordinal, value: value,
                        rule: "-1 or a higher ordinal that follows no other")
                }
                follows[value] = true
            }
        }
        guard !follows[Int(entryPoint)] else {
            throw VectorError.columnValue(
                column: "entryPoint", index: 0, value: Int(entryPoint), rule: "the first of its equal vectors")
        }
        for (column, name) in [(columns.baseLinks, "baseLinks"), (columns.upperLinks, "upperLinks")] {
            try column.withUnsafeBuffer { links in
                if let index = links.firstIndex(where: { $0 >= 0 && follows[Int($0)] }) {
                    throw VectorError.columnValue(
                        column: name, index: index, value: Int(links[index]),
                        rule: "the first of its equal vectors")
                }
            }
        }
    }
}

import Columns
import SemanticSearch
import Testing

@Suite("HNSW graph columns")
struct HNSWGraphTests {
    /// A graph taken apart.
    private struct Parts {
        var base: [Int32]
        var offsets: [Int32]
        var upper: [Int32]
        var next: [Int32]
        var count: Int
        var entryPoint: Int32
        var parameters: HNSWParameters

        init(_ graph: HNSWGraph) {
            base = graph.columns.baseLinks.array
            offsets = graph.columns.upperOffsets.array
            upper = graph.columns.upperLinks.array
            next = graph.columns.nextEqual.array
            count = graph.count
            entryPoint = graph.entryPoint
            parameters = graph.parameters
        }

        func assemble() throws -> HNSWGraph {
            try HNSWGraph(
                columns: HNSWGraph.Columns(
                    baseLinks: FlatColumn(base), upperOffsets: FlatColumn(offsets), upperLinks: FlatColumn(upper),
                    nextEqual: FlatColumn(next)),
                count: count, entryPoint: entryPoint, parameters: parameters)
        }
    }

    /// Vectors in which some are equal, so that every column has a content.
    private func vectors() throws -> VectorColumn {
        var generator = SeededGenerator(seed: 9)
        var rows = (0..<300).map { _ in (0..<5).map { _ in generator.normal() } }
        for index in stride(from: 0, to: 300, by: 7) { rows[index] = rows[index % 14] }
        return try VectorColumn(values: FlatColumn(rows.flatMap(\.self)), dimension: 5)
    }

    private func graph() throws -> HNSWGraph {
        try HNSWBuilder(
            vectors: try vectors(), metric: .squaredL2, parameters: HNSWParameters(m: 3, efConstruction: 20)
        ).build(threads: 1)
    }

    @Test("Columns written out and read back are the same graph")
    func roundTrip() throws {
        let graph = try graph()
        let again = try Parts(graph).assemble()
        #expect(again.topLevel == graph.topLevel)
        #expect(again.columns.baseLinks.array == graph.columns.baseLinks.array)
        #expect(again.violations() == [])
        #expect(graph.columns.nextEqual.count == 300)
    }

    @Test("An empty graph is a graph")
    func empty() throws {
        let graph = try HNSWGraph(
            columns: HNSWGraph.Columns(
                baseLinks: FlatColumn(), upperOffsets: FlatColumn([0]), upperLinks: FlatColumn(),
                nextEqual: FlatColumn()),
            count: 0, entryPoint: -1, parameters: HNSWParameters())
        let index = try HNSWIndex(
            graph: graph, vectors: try VectorColumn(values: FlatColumn(), dimension: 4), metric: .cosine)
        #expect(try index.search([1, 2, 3, 4], k: 3).neighbors.isEmpty)
    }

    @Test("Each broken rule is refused by name")
    func refusals() throws {
        let good = Parts(try graph())
        func refused(_ column: String, _ change: (inout Parts) -> Void) {
            var parts = good
            change(&parts)
            #expect {
                try parts.assemble()
            } throws: { error in
                "\(error)".contains(column)
            }
        }
        refused("baseLinks") { $0.base[0] = 300 }
        refused("baseLinks") { $0.base[0] = -2 }
        refused("baseLinks") { $0.base[3] = .max }
        refused("baseLinks") { $0.base.removeLast() }
        refused("baseLinks") {
            $0.base[7] = -1
            $0.base[8] = 4
        }
        refused("upperOffsets") { $0.offsets[0] = 1 }
        refused("upperOffsets") { $0.offsets[5] = -1 }
        refused("upperOffsets") { $0.offsets[300] = .max }
        refused("upperOffsets") { $0.offsets[17] = .min }
        refused("upperOffsets") { $0.offsets.append(0) }
        refused("upperLinks") { $0.upper.append(0) }
        refused("upperLinks") { parts in
            let low = parts.offsets.indices.dropLast().first { parts.offsets[$0 + 1] == parts.offsets[$0] } ?? 0
            parts.upper[0] = Int32(low)
        }
        refused("entryPoint") { $0.entryPoint = 300 }
        refused("entryPoint") { $0.entryPoint = -1 }
        refused("nextEqual") { $0.next[10] = 10 }
        refused("nextEqual") { $0.next[10] = 2 }
        refused("nextEqual") { $0.next[10] = 300 }
        refused("nextEqual") { $0.next[10] = -7 }
        refused("nextEqual") { $0.next[1] = 14 }
        refused("nextEqual") { $0.next.removeLast() }
        refused("first of its equal") { parts in
            parts.next[0] = -1
            parts.next[0] = parts.base[6]
        }
        refused("m is") { $0.parameters.m = 1 }
        refused("baseLinks") { $0.parameters.m = 4 }
        refused("count") { $0.count = -1 }
        refused("count") { $0.count = .max }
    }

    @Test("Random damage is refused or searchable, and never traps or hangs", arguments: 0..<20)
    func fuzz(seed: UInt64) throws {
        let vectors = try vectors()
        let good = Parts(try graph())
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<150 {
            var parts = good
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                switch Int.random(in: 0..<7, using: &generator) {
                case 0: flip(&parts.base, &generator)
                case 1: flip(&parts.offsets, &generator)
                case 2: flip(&parts.upper, &generator)
                case 3: flip(&parts.next, &generator)
                case 4: parts.entryPoint = Int32.random(in: -3...310, using: &generator)
                case 5: cut(&parts, &generator)
                default: parts.base.shuffle(using: &generator)
                }
            }
            guard let graph = try? parts.assemble() else { continue }
            accepted += 1
            _ = graph.violations()
            let index = try HNSWIndex(graph: graph, vectors: vectors, metric: .squaredL2)
            let filter = OrdinalFilter(count: 300) { $0 % 3 != 0 }
            let query = (0..<5).map { _ in generator.normal() }
            let found = try index.search(query, k: 5, efSearch: 6)
            #expect(found.neighbors.count == 5)
            #expect(Set(found.neighbors.map(\.ordinal)).count == 5)
            #expect(try index.search(query, k: 5, efSearch: 6, filter: filter).neighbors.count == 5)
        }
        #expect(accepted < 150)
    }

    private func flip(_ values: inout [Int32], _ generator: inout SeededGenerator) {
        guard let index = values.indices.randomElement(using: &generator) else { return }
        values[index] ^= 1 << Int32.random(in: 0..<32, using: &generator)
    }

    private func cut(_ parts: inout Parts, _ generator: inout SeededGenerator) {
        let keep = Double.random(in: 0...1, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: parts.base.removeLast(Int(Double(parts.base.count) * keep))
        case 1: parts.offsets.removeLast(Int(Double(parts.offsets.count) * keep))
        case 2: parts.upper.removeLast(Int(Double(parts.upper.count) * keep))
        default: parts.count = Int.random(in: -2...400, using: &generator)
        }
    }

    @Test("Violations are listed in words")
    func violations() throws {
        var parts = Parts(try graph())
        // Cut off one node that is not the entry point: every link to it becomes a second link elsewhere.
        let victim = Int32(
            (0..<300).last { parts.offsets[$0 + 1] == parts.offsets[$0] && parts.base[$0 * 6] >= 0 } ?? 1)
        for index in parts.base.indices where parts.base[index] == victim { parts.base[index] = parts.entryPoint }
        let graph = try parts.assemble()
        #expect(graph.violations().contains("node \(victim) is not reached from the entry point"))
        #expect(throws: VectorError.self) { try graph.assertValid() }
    }
}

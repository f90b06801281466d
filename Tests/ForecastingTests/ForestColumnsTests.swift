import Columns
import Forecasting
import TestNumbers
import Testing

@Suite("Forest columns")
struct ForestColumnsTests {
    /// A forest of one split and two leaves.
    private var nodes: [ForestNode] {
        [
            .split(feature: 1, threshold: 0.5, missingGoesLeft: false, child: 1), .leaf(index: 1, value: -1),
            .leaf(index: 2, value: 2),
        ]
    }

    private func make(
        _ nodes: [ForestNode], covers: [Float]? = nil, starts: [UInt32]? = nil, names: [String] = ["a", "b"],
        base: Float = 0
    ) throws -> Forest {
        try Forest(
            columns: ForestColumns(
                nodes: FlatColumn(nodes), covers: FlatColumn(covers ?? nodes.map { _ in 1 }),
                treeStarts: FlatColumn(starts ?? [0, UInt32(nodes.count)])),
            featureNames: names, baseMargin: base, objective: .binaryLogistic)
    }

    @Test("Columns that a forest gives make the same forest again")
    func roundTrip() throws {
        let json = try Golden.modelJSON("binary")
        let forest = try Forest(xgboostJSON: json)
        let again = try Forest(
            columns: forest.columns, featureNames: forest.featureNames, baseMargin: forest.baseMargin,
            objective: forest.objective)
        for row in try Golden.model("binary").features {
            #expect(again.margin(row) == forest.margin(row))
            #expect(again.shapValues(row) == forest.shapValues(row))
        }
        #expect(again.expectedValue == forest.expectedValue)
    }

    @Test("A node takes 16 bytes, so files of different builds agree")
    func layout() { #expect(MemoryLayout<ForestNode>.stride == 16) }

    @Test("The smallest forests are valid")
    func smallest() throws {
        #expect(try make(nodes).margin([0, 0.5]) == 2)
        #expect(try make(nodes).margin([0, .nan]) == 2)
        #expect(try make([.leaf(index: 0, value: 3)], base: 1).margin([0, 0]) == 4)
        #expect(try make([], starts: [0]).margin([0, 0]) == 0)
    }

    @Test("Names, base margin, counts and starts are checked")
    func wholeModel() {
        #expect(throws: ForestError.self) { try make(nodes, names: []) }
        #expect(throws: ForestError.self) { try make(nodes, names: ["a", "a"]) }
        #expect(throws: ForestError.self) { try make(nodes, names: ["a", ""]) }
        #expect(throws: ForestError.self) { try make(nodes, base: .nan) }
        #expect(throws: ForestError.self) { try make(nodes, base: .infinity) }
        #expect(throws: ForestError.self) { try make(nodes, covers: [1, 1]) }
        for starts: [UInt32] in [[], [0], [1, 3], [0, 2], [0, 4], [0, 0, 3], [0, 3, 3], [0, 5, 3], [0, .max, 3]] {
            #expect(throws: ForestError.self) { try make(nodes, starts: starts) }
        }
    }

    @Test("Every broken field of a node is named")
    func nodeFields() throws {
        func expect(_ field: String, node: Int, _ change: (inout [ForestNode], inout [Float]) -> Void) {
            var nodes = nodes
            var covers: [Float] = [3, 1, 2]
            change(&nodes, &covers)
            #expect {
                try make(nodes, covers: covers)
            } throws: { error in
                guard case .invalidNode(0, node, field, _) = error as? ForestError else { return false }
                return true
            }
        }
        expect("threshold", node: 0) { nodes, _ in nodes[0].threshold = .nan }
        expect("threshold", node: 1) { nodes, _ in nodes[1].threshold = 0 }
        expect("feature", node: 0) { nodes, _ in nodes[0].featureAndMissing = 2 }
        expect("feature", node: 2) { nodes, _ in nodes[2].featureAndMissing = 1 << 31 }
        expect("value", node: 0) { nodes, _ in nodes[0].value = 1 }
        expect("value", node: 1) { nodes, _ in nodes[1].value = .nan }
        expect("child", node: 0) { nodes, _ in nodes[0].child = 2 }
        expect("child", node: 0) { nodes, _ in nodes[0].child = .max }
        expect("child", node: 2) { nodes, _ in nodes[2].child = 0 }
        expect("cover", node: 1) { _, covers in covers[1] = -1 }
        expect("cover", node: 2) { _, covers in covers[2] = .infinity }
        expect("parent", node: 1) { nodes, _ in nodes[0] = .leaf(index: 0, value: 0) }
    }

    @Test("A tree deeper than the bound is refused, one at the bound answers")
    func depthBound() throws {
        func chain(_ depth: Int) -> [ForestNode] {
            var nodes: [ForestNode] = [.split(feature: 0, threshold: 0, missingGoesLeft: true, child: 1)]
            for level in 1...depth {
                let index = UInt32(nodes.count)
                nodes.append(
                    level == depth
                        ? .leaf(index: index, value: 1)
                        : .split(feature: UInt32(level % 2), threshold: 0, missingGoesLeft: true, child: index + 2))
                nodes.append(.leaf(index: index + 1, value: 0))
            }
            return nodes
        }
        let forest = try make(chain(Forest.maximumDepth))
        #expect(forest.margin([-1, -1]) == 1)
        #expect(abs(forest.shapValues([-1, -1]).sum - 1) < 1e-9)
        #expect(throws: ForestError.self) { try make(chain(Forest.maximumDepth + 1)) }
    }

    @Test("Flipped bits in any column either give a typed error or a forest that still answers", arguments: 0..<20)
    func bitFlips(seed: UInt64) throws {
        var random = RandomForest(seed: seed, featureCount: 5, treeCount: 6, depth: 6)
        let columns = random.columns()
        var generator = SeededGenerator(seed &+ 1000)
        var accepted = 0
        var refused = 0
        for _ in 0..<400 {
            var bytes = [columns.nodes.bytes, columns.covers.bytes, columns.treeStarts.bytes]
            let column = generator.below(3)
            for _ in 0...generator.below(2) {
                bytes[column][generator.below(bytes[column].count)] ^= 1 << UInt8(generator.below(8))
            }
            if generator.below(10) == 0 { bytes[column].removeLast(16) }
            do {
                let forest = try Forest(
                    columns: ForestColumns(
                        nodes: FlatColumn(bytes: bytes[0]), covers: FlatColumn(bytes: bytes[1]),
                        treeStarts: FlatColumn(bytes: bytes[2])),
                    featureNames: ["a", "b", "c", "d", "e"], baseMargin: 0, objective: .squaredError)
                let rows = random.rows(9)
                #expect(forest.margins(rows: rows).allSatisfy { !$0.isNaN })
                #expect(forest.shapValues(rows).values.count == 5)
                accepted += 1
            } catch {
                refused += 1
            }
        }
        // Thresholds and leaf values are free numbers, so some flips leave a valid forest.
        #expect(accepted > 0 && refused > 0)
    }
}

extension FlatColumn {
    fileprivate var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    fileprivate init(bytes: [UInt8]) {
        self.init(count: bytes.count / MemoryLayout<Element>.stride) { buffer in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(
                from: bytes.prefix(buffer.count * MemoryLayout<Element>.stride))
        }
    }
}

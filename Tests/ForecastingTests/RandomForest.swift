import Columns
import Forecasting
import TestNumbers

/// Random small forests and rows whose values often equal a threshold exactly.
struct RandomForest {
    let featureCount: Int
    let treeCount: Int
    let depth: Int
    var generator: SeededGenerator

    init(seed: UInt64, featureCount: Int, treeCount: Int, depth: Int) {
        self.featureCount = featureCount
        self.treeCount = treeCount
        self.depth = depth
        self.generator = SeededGenerator(seed)
    }

    mutating func columns() -> ForestColumns {
        var nodes: [ForestNode] = []
        var covers: [Float] = []
        var starts: [UInt32] = [0]
        for _ in 0..<treeCount {
            var levels = [0]
            var next = 0
            while next < levels.count {
                if levels[next] < depth, next == 0 || generator.unit() < 0.75 {
                    nodes.append(
                        .split(
                            feature: UInt32(generator.below(featureCount)), threshold: grid(),
                            missingGoesLeft: generator.below(2) == 0, child: UInt32(levels.count)))
                    levels += [levels[next] + 1, levels[next] + 1]
                } else {
                    nodes.append(.leaf(index: UInt32(next), value: Float(generator.unit() * 2 - 1)))
                }
                // Now and then a child that no training row reached.
                covers.append(generator.below(12) == 0 ? 0 : Float(generator.unit() * 50))
                next += 1
            }
            starts.append(UInt32(nodes.count))
        }
        return ForestColumns(nodes: FlatColumn(nodes), covers: FlatColumn(covers), treeStarts: FlatColumn(starts))
    }

    mutating func forest() throws -> Forest {
        try Forest(
            columns: columns(), featureNames: (0..<featureCount).map { "f\($0)" }, baseMargin: 0.25,
            objective: .squaredError)
    }

    mutating func rows(_ count: Int) -> [Float] {
        (0..<(count * featureCount)).map { _ in generator.below(8) == 0 ? .nan : grid() }
    }

    private mutating func grid() -> Float { Float(generator.below(9)) / 4 - 1 }
}

extension Forest {
    /// The leaf value that a row reaches in one tree, by the plain words of the format.
    func leaf(tree: Int, row: [Float]) -> Float {
        let start = Int(columns.treeStarts[tree])
        var index = 0
        while true {
            let node = columns.nodes[start + index]
            if Int(node.child) == index { return node.value }
            let value = row[node.feature]
            let goesLeft = value.isNaN ? node.missingGoesLeft : value < node.threshold
            index = Int(node.child) + (goesLeft ? 0 : 1)
        }
    }
}

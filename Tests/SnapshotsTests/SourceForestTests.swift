import Columns
import Forecasting
import Snapshots
import Testing

@Suite("Source forest")
struct SourceForestTests {
    private func forest(_ names: [String], _ objective: BoosterObjective = .binaryLogistic) throws -> Forest {
        try Forest(
            columns: ForestColumns(
                nodes: FlatColumn([
                    ForestNode.split(feature: 0, threshold: 0.5, missingGoesLeft: true, child: 1),
                    ForestNode.leaf(index: 1, value: -1), ForestNode.leaf(index: 2, value: 1),
                ]),
                covers: FlatColumn([2, 1, 1]), treeStarts: FlatColumn([0, 3])),
            featureNames: names, baseMargin: 0, objective: objective)
    }

    @Test("It is over the three sources, in their order, and says probabilities")
    func shape() throws {
        let ranker = try SourceForest(forest(["similarity", "graph", "forecast"]))
        let found = ranker.probabilities(of: [
            SignalValues(similarity: 0.1, graph: 5, forecast: 5), SignalValues(similarity: 0.9, graph: 0, forecast: -5),
        ])
        #expect(found.count == 2 && abs(found[0] - 0.2689414213699951) < 1e-6 && abs(found[0] + found[1] - 1) < 1e-6)
        #expect(ranker.probabilities(of: []).isEmpty)
    }

    @Test("Other forests are refused")
    func others() throws {
        #expect(throws: SnapshotError.self) { try SourceForest(forest(["graph", "similarity", "forecast"])) }
        #expect(throws: SnapshotError.self) { try SourceForest(forest(["similarity"])) }
        #expect(throws: SnapshotError.self) {
            try SourceForest(forest(["similarity", "graph", "forecast"], .squaredError))
        }
    }
}

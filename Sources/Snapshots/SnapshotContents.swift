internal import Columns
internal import Domain
package import Features
package import Forecasting
package import Graph
package import SemanticSearch

/// Everything a snapshot answers from, in memory or mapped: what the engine needs and the batch makes.
///
/// - Thread safety: immutable.
package struct SnapshotContents: Sendable {
    /// Ids, texts, campaigns.
    package let catalogue: CatalogueColumns
    /// One unit vector a distinct text, in the order of `catalogue.texts`.
    package let embeddings: VectorColumn
    /// The approximate index over `embeddings`.
    package let index: HNSWIndex
    /// Who touched what.
    package let graph: EngagementGraph
    /// Who did what with which message, and when last.
    package let touches: Touches
    /// The item weights of the graph signal; nil where it is a walk.
    package let items: ItemGraph?
    /// What the people of each country and device engaged with.
    package let segments: SegmentPopularity
    /// How the weights of histories are softened for `items`.
    package let softening: SoftWeights
    /// Features of users, messages and pairs as of the snapshot's time.
    package let features: FeatureTable
    /// The forecast.
    package let forest: Forest
    /// The forest over the sources that ranks; nil where a weighted sum does.
    package let ranker: SourceForest?

    /// Joins the parts after checking that they speak of the same ordinals.
    ///
    /// - Parameter segments: nil for none.
    /// - Throws: `SnapshotError.corrupt` naming the part that does not fit.
    package init(
        catalogue: CatalogueColumns, embeddings: VectorColumn, index: HNSWIndex, graph: EngagementGraph,
        touches: Touches, items: ItemGraph? = nil, softening: SoftWeights = SoftWeights(median: 0),
        segments: SegmentPopularity? = nil, features: FeatureTable, forest: Forest, ranker: SourceForest? = nil
    ) throws {
        func require(_ part: String, _ what: String, _ found: Int, _ expected: Int) throws {
            guard found == expected else {
                throw SnapshotError.corrupt(file: part, expected: "\(expected) \(what)", found: "\(found)")
            }
        }
        try require(FileName.embeddings, "vectors", embeddings.count, catalogue.texts.count)
        try require(FileName.index, "nodes", index.graph.count, catalogue.texts.count)
        try require(FileName.graph, "users", graph.userCount, catalogue.userCount)
        try require(FileName.graph, "messages", graph.messageCount, catalogue.messageCount)
        try require(FileName.graph, "campaigns", graph.campaignCount, catalogue.campaigns.count)
        try require(FileName.touches, "users", touches.userCount, catalogue.userCount)
        try require(FileName.touches, "messages", touches.messageCount, catalogue.messageCount)
        try require(FileName.items, "messages", items?.messageCount ?? catalogue.messageCount, catalogue.messageCount)
        let segments =
            segments ?? SegmentPopularity(userCount: catalogue.userCount, messageCount: catalogue.messageCount)
        try require(FileName.segments, "users", segments.userCount, catalogue.userCount)
        try require(FileName.segments, "messages", segments.messageCount, catalogue.messageCount)
        try require(FileName.features, "users", features.userCount, catalogue.userCount)
        try require(FileName.features, "messages", features.messageCount, catalogue.messageCount)
        guard forest.featureNames == FeatureTable.definitions.map(\.name) else {
            throw SnapshotError.corrupt(
                file: FileName.forest, expected: "a forest over \(FeatureTable.definitions.count) known features",
                found: "\(forest.featureNames.count) features")
        }
        self.catalogue = catalogue
        self.embeddings = embeddings
        self.index = index
        self.graph = graph
        self.touches = touches
        self.items = items
        self.segments = segments
        self.softening = softening
        self.features = features
        self.forest = forest
        self.ranker = ranker
    }

    /// The same contents with another ranker.
    package func ranking(by ranker: SourceForest?) throws -> SnapshotContents {
        try SnapshotContents(
            catalogue: catalogue, embeddings: embeddings, index: index, graph: graph, touches: touches, items: items,
            softening: softening, segments: segments, features: features, forest: forest, ranker: ranker)
    }

    /// The names of the files inside a snapshot's folder.
    enum FileName {
        static let catalogue = "catalogue.columns"
        static let campaigns = CampaignFile.name
        static let embeddings = "embeddings.columns"
        static let index = "hnsw.columns"
        static let graph = "graph.columns"
        static let touches = "touches.columns"
        static let items = "items.columns"
        static let segments = "segments.columns"
        static let features = "features.columns"
        static let forest = "forest.columns"
        static let ranker = "ranker.columns"
    }

    static let fileNames = [
        FileName.catalogue, FileName.campaigns, FileName.embeddings, FileName.index, FileName.graph,
        FileName.touches, FileName.items, FileName.segments, FileName.features, FileName.forest, FileName.ranker,
    ]

    func write(to folder: String) throws {
        try catalogue.write(to: "\(folder)/\(FileName.catalogue)")
        try CampaignFile.write(catalogue.campaigns, to: "\(folder)/\(FileName.campaigns)")
        try embeddings.write(to: "\(folder)/\(FileName.embeddings)")
        try index.write(to: "\(folder)/\(FileName.index)")
        try graph.write(to: "\(folder)/\(FileName.graph)")
        try touches.write(to: "\(folder)/\(FileName.touches)")
        try ItemGraph.write(items, to: "\(folder)/\(FileName.items)")
        try segments.write(to: "\(folder)/\(FileName.segments)")
        try features.write(to: "\(folder)/\(FileName.features)")
        try forest.write(to: "\(folder)/\(FileName.forest)")
        try SourceForest.write(ranker, to: "\(folder)/\(FileName.ranker)")
    }

    /// Maps the files of a folder; each reader checks its own.
    init(folder: String, manifest: Manifest, verifying: SnapshotStore.Verification) throws {
        let campaigns = try CampaignFile.read("\(folder)/\(FileName.campaigns)")
        let cataloguePath = "\(folder)/\(FileName.catalogue)"
        let catalogue = try CatalogueColumns(
            file: ColumnFile(path: cataloguePath, kind: CatalogueColumns.kind), campaigns: campaigns,
            path: cataloguePath)
        let embeddings = try VectorColumn.read("\(folder)/\(FileName.embeddings)", verifying: verifying)
        try self.init(
            catalogue: catalogue, embeddings: embeddings,
            index: HNSWIndex.read(
                "\(folder)/\(FileName.index)", parameters: manifest.configuration.hnsw, vectors: embeddings),
            graph: EngagementGraph.read(
                "\(folder)/\(FileName.graph)", asOf: manifest.asOf, parameters: manifest.configuration.graph),
            touches: Touches.read("\(folder)/\(FileName.touches)", messageCount: catalogue.messageCount),
            items: ItemGraph.read(
                "\(folder)/\(FileName.items)", signal: manifest.graph, messageCount: catalogue.messageCount),
            softening: manifest.graph.softening,
            segments: SegmentPopularity.read(
                "\(folder)/\(FileName.segments)", messageCount: catalogue.messageCount),
            features: FeatureTable.read(
                "\(folder)/\(FileName.features)", campaignCount: campaigns.count, asOf: manifest.asOf),
            forest: Forest.read("\(folder)/\(FileName.forest)", objective: manifest.configuration.booster.objective),
            ranker: SourceForest.read("\(folder)/\(FileName.ranker)", blend: manifest.blend))
    }

    /// Runs a room's own check of a file, and names the file in what it throws.
    static func checking<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError.corrupt(file: path, expected: "valid contents", found: "\(error)")
        }
    }
}

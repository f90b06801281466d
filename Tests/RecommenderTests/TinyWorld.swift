import Columns
import Domain
import Features
import Forecasting
import Graph
import Recommender
import SemanticSearch
import Snapshots
import TestWorld

/// A handful of messages with hand-made vectors, engagements and a one-split forest, published and opened.
struct TinyWorld {
    /// One message, its vector (scaled to length 1), campaigns, and whether it is withdrawn.
    struct Item {
        let id: String
        var text: String
        var vector: [Float] = [1, 0, 0]
        var campaigns: [String] = []
        var hidden = false
    }

    /// One event: who did what to which message, how many days before the as-of time.
    struct Deed {
        let user: String
        let message: String
        var type = EventType.transaction
        var daysAgo = 3
        var country: String?
        var device: Device?
    }

    var items: [Item]
    var deeds: [Deed] = []
    var campaigns: [Campaign] = []
    var weights = SignalValues(similarity: 0.5, graph: 0.25, forecast: 0.25)
    /// The weights for queries that stand on what the build did not know; nil for the same.
    var listeningWeights: SignalValues?
    var eventTypes = [Manifest.EventTypeCount(type: .transaction, events: 100)]
    /// The feature that the forest splits on, where, and what its two leaves say.
    var split: (feature: String, threshold: Float, below: Float, above: Float) = ("message_users", 1.5, -0.5, 0.5)

    /// Whether the forest is one leaf in place of the split.
    var isForestConstant = false
    /// The learned blend in place of the weights; nil for the weights.
    var ranker: SourceForest?

    static let asOf = Instant(seconds: 1_700_000_000)

    /// Publishes the world in a folder and opens it from there.
    func engine() throws -> RecommendationEngine {
        RecommendationEngine(snapshot: try publish(in: TestFolder()))
    }

    /// Publishes the world under the id `tiny`.
    func publish(in folder: TestFolder) throws -> Snapshot {
        let store = SnapshotStore(home: folder.path)
        let contents = try contents()
        let draft = try SnapshotDraft(store: store)
        let line = try MonotoneCalibration(knots: [.init(raw: -1, value: 0), .init(raw: 1, value: 1)])
        let counts = try MonotoneCalibration(knots: [.init(raw: 0, value: 0), .init(raw: 1000, value: 1)])
        try draft.seal(
            Manifest(
                id: "tiny", asOf: Self.asOf, inputDigest: "", embeddingModel: "none", modelVersion: "1",
                configuration: IndexConfiguration(),
                counts: Manifest.Counts(
                    events: deeds.count, users: contents.catalogue.userCount, messages: items.count,
                    texts: contents.catalogue.texts.count, campaigns: campaigns.count,
                    graphEdges: contents.graph.edgeCount, trees: 1),
                blend: BlendParameters(
                    shipped: ranker == nil ? "blend" : BlendParameters.learned, weights: weights,
                    listeningWeights: listeningWeights,
                    similarityCalibration: line, graphCalibration: line,
                    forecastCalibration: line, popularityCalibration: counts, evidence: [], horizonDays: 14, note: ""),
                quality: Manifest.Quality(vectorRecallAt10: 1, forecastAUC: 0.5, forecastLogLoss: 0.5),
                eventTypes: eventTypes, files: try draft.write(contents)))
        try draft.publish(id: "tiny")
        return try store.open("tiny", verifying: .checksums)
    }

    private func contents() throws -> SnapshotContents {
        let items = items.sorted { StringTable.precedes($0.id, $1.id) }
        let campaigns = campaigns.sorted { StringTable.precedes($0.id.rawValue, $1.id.rawValue) }
        let users = Set(deeds.map(\.user)).sorted(by: StringTable.precedes)
        let catalogue = CatalogueColumns(
            messages: items.map { item in
                Message(
                    id: MessageID(item.id), text: item.text, campaignIDs: item.campaigns.map { CampaignID($0) },
                    hidden: item.hidden)
            }, users: users.map { UserID($0) }, campaigns: campaigns)
        let membership = items.map { item in
            item.campaigns.compactMap { catalogue.campaignOrdinal(CampaignID($0)) }.sorted()
        }
        let deeds = deeds.sorted { $0.daysAgo > $1.daysAgo }
        let interactions = try Interactions(
            userCount: users.count, messageCount: items.count, campaignCount: campaigns.count,
            users: deeds.map { catalogue.userOrdinal(UserID($0.user)) ?? -1 },
            messages: deeds.map { catalogue.messageOrdinal(MessageID($0.message)) ?? -1 },
            campaigns: deeds.map { _ in -1 }, times: deeds.map { Self.asOf.adding(days: -$0.daysAgo).milliseconds },
            types: deeds.map(\.type), amounts: deeds.map { $0.type == .transaction ? 2.5 : .nan })
        let vectors = try vectors(of: catalogue)
        let parameters = IndexConfiguration().hnsw
        let hnsw = try HNSWBuilder(vectors: vectors, metric: .innerProduct, parameters: parameters).build(threads: 1)
        return try SnapshotContents(
            catalogue: catalogue, embeddings: vectors,
            index: HNSWIndex(
                graph: hnsw, vectors: vectors, metric: .innerProduct,
                codes: CodeColumn(coding: vectors, metric: .innerProduct)),
            graph: EngagementGraph.build(
                interactions: interactions, messageCampaigns: membership, asOf: Self.asOf,
                parameters: GraphParameters()),
            touches: Touches(interactions: interactions, asOf: Self.asOf),
            segments: SegmentPopularity.build(
                interactions: interactions, places: deeds.map { Segment(country: $0.country, device: $0.device) },
                asOf: Self.asOf, parameters: GraphParameters()),
            features: FeatureTable(interactions: interactions, messageCampaigns: membership, asOf: Self.asOf),
            forest: try forest(), ranker: ranker)
    }

    private func vectors(of catalogue: CatalogueColumns) throws -> VectorColumn {
        var values: [Float] = []
        for text in 0..<catalogue.texts.count {
            let vector = items.first { $0.text == catalogue.texts[text] }?.vector ?? [1, 0, 0]
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            values += vector.map { $0 / length }
        }
        return try VectorColumn(values: FlatColumn(values), dimension: items.first?.vector.count ?? 3)
    }

    private func forest() throws -> Forest {
        let names = FeatureTable.definitions.map(\.name)
        if isForestConstant {
            return try Forest(
                columns: ForestColumns(
                    nodes: FlatColumn([ForestNode.leaf(index: 0, value: 0.25)]), covers: FlatColumn([10]),
                    treeStarts: FlatColumn([0, 1])),
                featureNames: names, baseMargin: 0, objective: .binaryLogistic)
        }
        let feature = UInt32(names.firstIndex(of: split.feature) ?? 0)
        return try Forest(
            columns: ForestColumns(
                nodes: FlatColumn([
                    ForestNode.split(feature: feature, threshold: split.threshold, missingGoesLeft: true, child: 1),
                    ForestNode.leaf(index: 1, value: split.below), ForestNode.leaf(index: 2, value: split.above),
                ]),
                covers: FlatColumn([10, 5, 5]), treeStarts: FlatColumn([0, 3])),
            featureNames: names, baseMargin: 0, objective: .binaryLogistic)
    }

    /// Eight messages in three directions, six people, two campaigns that run and one that is over.
    static var lively: TinyWorld {
        var world = TinyWorld(
            items: (0..<8).map { index in
                Item(
                    id: "m\(index)", text: "thing number \(index)",
                    vector: [
                        Float(index % 3 == 0 ? 1 : 0.1), Float(index % 3 == 1 ? 1 : 0.1), Float(index) * 0.05 + 0.1,
                    ],
                    campaigns: [["c0"], ["c0", "c1"], [], ["c2"]][index % 4])
            })
        world.campaigns = [
            Campaign(id: "c0", name: "Spring", startsAt: asOf.adding(days: -2), endsAt: asOf.adding(days: 2)),
            Campaign(id: "c1", name: "Always"),
            Campaign(id: "c2", name: "Over", endsAt: asOf.adding(days: -1)),
        ]
        world.deeds = (0..<40).map { index in
            Deed(user: "u\(index % 6)", message: "m\(index * index % 7)", daysAgo: 1 + index % 50)
        }
        return world
    }
}

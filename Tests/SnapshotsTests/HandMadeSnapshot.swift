import Columns
import Domain
import Features
import Forecasting
import Graph
import SemanticSearch
import Snapshots
import TestNumbers
import TestWorld

/// A small invented snapshot, made without a model: every file has something in it.
struct HandMadeSnapshot: Sendable {
    let folder: TestFolder
    let store: SnapshotStore

    static let asOf = Instant(seconds: 1_700_000_000)
    static let dimension = 8
    static let parameters = HNSWParameters(m: 4, efConstruction: 20, seed: 1)

    init() throws {
        folder = try TestFolder()
        store = SnapshotStore(home: folder.path)
    }

    /// Writes and publishes the snapshot of `seed` under `id`.
    @discardableResult
    func publish(_ id: String, seed: UInt64 = 1) throws -> Manifest {
        let draft = try SnapshotDraft(store: store)
        let manifest = try Self.sealed(draft, id: id, seed: seed)
        try draft.publish(id: id)
        return manifest
    }

    /// Fills and seals a draft.
    static func sealed(_ draft: SnapshotDraft, id: String, seed: UInt64 = 1) throws -> Manifest {
        let contents = try contents(seed: seed)
        let manifest = try manifest(id: id, contents: contents, files: try draft.write(contents))
        try draft.seal(manifest)
        return manifest
    }

    static func manifest(
        id: String, contents: SnapshotContents, files: [Manifest.FileRecord],
        weights: SignalValues = SignalValues(similarity: 0.25, graph: 0.5, forecast: 0.25)
    ) throws -> Manifest {
        let calibration = try MonotoneCalibration(knots: [.init(raw: -1, value: 0.01), .init(raw: 1, value: 0.4)])
        var configuration = IndexConfiguration()
        configuration.hnsw = parameters
        return Manifest(
            id: id, asOf: asOf, inputDigest: "input", embeddingModel: "invented", modelVersion: "1",
            configuration: configuration,
            counts: Manifest.Counts(
                events: 300, users: contents.catalogue.userCount, messages: contents.catalogue.messageCount,
                texts: contents.catalogue.texts.count, campaigns: contents.catalogue.campaigns.count,
                graphEdges: contents.graph.edgeCount, trees: contents.forest.treeCount),
            graph: GraphSignal(recipe: recipe, softening: contents.softening, evidence: []),
            blend: BlendParameters(
                shipped: "blend", weights: weights, similarityCalibration: calibration, graphCalibration: calibration,
                forecastCalibration: calibration, popularityCalibration: calibration,
                evidence: [StrategyQuality(name: "tuned", ndcgAt10: 0.25, recallAt10: 0.5, users: 7)],
                horizonDays: 30, note: "invented"),
            quality: Manifest.Quality(vectorRecallAt10: 1, forecastAUC: 0.75, forecastLogLoss: 0.1),
            eventTypes: [Manifest.EventTypeCount(type: .click, events: 300)], files: files)
    }

    static let recipe = ItemRecipe(.rp3beta(WalkRows.Parameters(limit: 20)))

    static let messages: [Message] = (0..<40).map { index in
        Message(
            id: MessageID("m\(index / 10)\(index % 10)"), text: "text \(index % 30) – größer",
            createdAt: index % 3 == 0 ? nil : asOf.adding(days: -index), hidden: index == 7)
    }

    static let campaigns: [Campaign] = [
        Campaign(
            id: "c0", name: "All of it", kind: "coupon", startsAt: asOf.adding(days: -3), endsAt: asOf.adding(days: 3),
            countries: ["DE", "FR"], devices: [.ios, .web], dailyCap: 5, perUserCap: 2, pacing: .even),
        Campaign(id: "c1", name: "Nothing \"said\"/but a name"),
    ]

    static func contents(seed: UInt64 = 1) throws -> SnapshotContents {
        var random = SeededGenerator(seed)
        let users = (0..<24).map { UserID("u\($0 / 10)\($0 % 10)") }
        let catalogue = CatalogueColumns(messages: messages, users: users, campaigns: campaigns)
        let membership: [[Int32]] = messages.indices.map { $0 % 4 == 0 ? [Int32($0 % 8 / 4)] : [] }
        let eventCount = 300
        let interactions = try Interactions(
            userCount: users.count, messageCount: messages.count, campaignCount: campaigns.count,
            users: (0..<eventCount).map { _ in Int32(random.below(users.count)) },
            messages: (0..<eventCount).map { _ in Int32(random.below(messages.count)) },
            campaigns: (0..<eventCount).map { $0 % 9 == 0 ? 0 : -1 },
            times: (0..<eventCount).map { asOf.adding(days: -60).milliseconds + Int64($0) * 10_000_000 },
            types: (0..<eventCount).map { $0 % 9 == 0 ? .impression : .click },
            amounts: (0..<eventCount).map { $0 % 2 == 0 ? .nan : Float($0) })
        let vectors = try vectors(count: catalogue.texts.count, random: &random)
        let hnsw = try HNSWBuilder(vectors: vectors, metric: .innerProduct, parameters: parameters).build(threads: 1)
        let names = FeatureTable.definitions.map(\.name)
        let forest = try Forest(
            columns: ForestColumns(
                nodes: FlatColumn([
                    ForestNode.split(feature: 11, threshold: 1.5, missingGoesLeft: true, child: 1),
                    ForestNode.leaf(index: 1, value: -0.5), ForestNode.leaf(index: 2, value: 0.5),
                ]),
                covers: FlatColumn([10, 6, 4]), treeStarts: FlatColumn([0, 3])),
            featureNames: names, baseMargin: -0.25, objective: .binaryLogistic)
        let graph = EngagementGraph.build(
            interactions: interactions, messageCampaigns: membership, asOf: asOf, parameters: GraphParameters())
        let items = try recipe.graph(
            matrix: graph.matrix(softenedBy: graph.softWeights),
            sequences: EngagementSequences(interactions: interactions, asOf: asOf, parameters: GraphParameters()),
            threads: 1)
        return try SnapshotContents(
            catalogue: catalogue, embeddings: vectors,
            index: HNSWIndex(
                graph: hnsw, vectors: vectors, metric: .innerProduct,
                codes: CodeColumn(coding: vectors, metric: .innerProduct)),
            graph: graph, touches: Touches(interactions: interactions, asOf: asOf),
            items: items,
            softening: graph.softWeights,
            segments: SegmentPopularity(
                codes: FlatColumn([
                    Segment(country: nil, device: .ios).code, Segment(country: "DE", device: .ios).code,
                ]),
                people: FlatColumn([23, 21]), offsets: FlatColumn([0, 3, 5]), messages: FlatColumn([0, 1, 9, 1, 39]),
                weights: FlatColumn([1, 2.5, 3, 4, 0.5]), users: FlatColumn([1, 2, 23, 4, 21]),
                userCodes: FlatColumn(
                    users.indices.map { Segment(country: "FR", device: $0 % 2 == 0 ? .web : nil).code }),
                messageCount: messages.count),
            features: FeatureTable(interactions: interactions, messageCampaigns: membership, asOf: asOf),
            forest: forest)
    }

    private static func vectors(count: Int, random: inout SeededGenerator) throws -> VectorColumn {
        var values: [Float] = []
        for _ in 0..<count {
            let row = (0..<dimension).map { _ in Float(random.unit() * 2 - 1) }
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            values += row.map { $0 / length }
        }
        return try VectorColumn(values: FlatColumn(values), dimension: dimension)
    }
}

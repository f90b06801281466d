import Columns
import Domain
import Features
import Forecasting
import Foundation
import Graph
import Recommender
import Records
import SemanticSearch
import Snapshots
import TestNumbers

/// A small invented world with real snapshots of it, made of the rooms' own parts but without a text model.
///
/// 40 users who each like one of 5 campaigns, 60 messages, 2000 events in the 60 days before the first as-of time. 30 users
/// are in DE, of whom 20 come by the web and 10 on ios; the other 10 are in FR.
struct ServedWorld {
    static let asOf = Instant(seconds: 1_700_000_000)
    static let userCount = 40
    static let messageCount = 60
    static let campaignCount = 5
    static let dimension = 16

    let home: String
    let store: SnapshotStore
    let messages: [Message]
    let campaigns: [Campaign]
    let events: [Event]
    /// What shapes the vector index.
    let hnsw: HNSWParameters

    /// A world in a folder of its own, with nothing published.
    ///
    /// - Parameter unseen: further messages, `x10000` and so on, that no event names.
    init(unseen: Int = 0, hnsw: HNSWParameters = HNSWParameters()) throws {
        self.hnsw = hnsw
        home = FileManager.default.temporaryDirectory.path + "/serving-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        store = SnapshotStore(home: home)
        messages =
            (0..<Self.messageCount).map { number in
                Message(
                    // Two messages have a text in common.
                    id: MessageID(Self.name("m", number)), text: number == 59 ? "text \"58\"" : "text \"\(number)\"",
                    campaignIDs: [CampaignID(Self.name("c", number % Self.campaignCount))],
                    createdAt: Self.asOf.adding(days: -90))
            } + (0..<unseen).map { Message(id: MessageID("x\(10_000 + $0)"), text: "unseen \(10_000 + $0)") }
        campaigns = (0..<Self.campaignCount).map { number in
            Campaign(
                id: CampaignID(Self.name("c", number)), name: "Campaign \(number)",
                startsAt: Self.asOf.adding(days: -90), endsAt: Self.asOf.adding(days: number == 4 ? -1 : 30))
        }
        events = Self.makeEvents()
    }

    /// Removes the world's folder.
    func remove() { try? FileManager.default.removeItem(atPath: home) }

    static func name(_ prefix: String, _ number: Int) -> String { prefix + (number < 10 ? "0" : "") + "\(number)" }

    private static func makeEvents() -> [Event] {
        var generator = SeededGenerator(seed: 2024)
        let types: [EventType] = [.view, .click, .like, .transaction, .impression]
        return (0..<2000).map { number in
            let user = Int.random(in: 0..<userCount, using: &generator)
            let liked = user % campaignCount
            let message =
                Int.random(in: 0..<4, using: &generator) > 0
                ? Int.random(in: 0..<messageCount / campaignCount, using: &generator) * campaignCount + liked
                : Int.random(in: 0..<messageCount, using: &generator)
            let type = types[Int.random(in: 0..<types.count, using: &generator)]
            return Event(
                id: EventID("e\(number)"),
                time: asOf.adding(seconds: -Int64.random(in: 1..<60 * 86_400, using: &generator)), type: type,
                userID: UserID(name("u", user)), messageID: MessageID(name("m", message)),
                amount: type == .transaction ? Double(number % 50) : nil,
                country: user < 30 ? "DE" : "FR", device: user % 3 == 0 ? .ios : .web)
        }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    /// Fills `records` with the world.
    func fill(_ records: RecordStore) async throws {
        try await records.catalogue.upsert(messages: messages)
        try await records.catalogue.upsert(campaigns: campaigns)
        _ = try await records.events.append(events)
    }

    /// Builds and publishes the snapshot of `days` after the first as-of time, and returns its id.
    ///
    /// - Parameter recipe: the item weights of its graph signal; nil for the walk.
    @discardableResult
    func publish(daysLater days: Int = 0, recipe: ItemRecipe? = nil) throws -> String {
        let asOf = Self.asOf.adding(days: days)
        let contents = try contents(asOf: asOf, recipe: recipe)
        let draft = try SnapshotDraft(store: store)
        let files = try draft.write(contents)
        let id = "world-\(days)"
        var configuration = IndexConfiguration()
        configuration.hnsw = hnsw
        let calibration = try MonotoneCalibration(knots: [.init(raw: -1, value: 0.01), .init(raw: 1, value: 0.4)])
        try draft.seal(
            Manifest(
                id: id, asOf: asOf, inputDigest: "\(days)", embeddingModel: "none", modelVersion: "forest-\(days)",
                configuration: configuration,
                counts: Manifest.Counts(
                    events: events.count, users: Self.userCount, messages: messages.count,
                    texts: contents.catalogue.texts.count, campaigns: campaigns.count,
                    graphEdges: contents.graph.edgeCount, trees: contents.forest.treeCount),
                graph: GraphSignal(recipe: recipe, softening: contents.softening, evidence: []),
                blend: BlendParameters(
                    shipped: "blend", weights: SignalValues(similarity: 0.3, graph: 0.5, forecast: 0.2),
                    similarityCalibration: calibration, graphCalibration: calibration,
                    forecastCalibration: calibration, popularityCalibration: calibration, evidence: [],
                    horizonDays: 30, note: "invented"),
                quality: Manifest.Quality(vectorRecallAt10: 1, forecastAUC: 0.5, forecastLogLoss: 0.7),
                eventTypes: [Manifest.EventTypeCount(type: .view, events: events.count)], files: files))
        try draft.publish(id: id)
        return id
    }

    private func contents(asOf: Instant, recipe: ItemRecipe?) throws -> SnapshotContents {
        let users = (0..<Self.userCount).map { UserID(Self.name("u", $0)) }
        let catalogue = CatalogueColumns(messages: messages, users: users, campaigns: campaigns)
        let membership = messages.map { message in
            message.campaignIDs.compactMap { catalogue.campaignOrdinal($0) }.sorted()
        }
        let interactions = try Interactions(
            userCount: users.count, messageCount: messages.count, campaignCount: campaigns.count,
            users: events.map { catalogue.userOrdinal($0.userID) ?? -1 },
            messages: events.map { $0.messageID.flatMap(catalogue.messageOrdinal) ?? -1 },
            campaigns: events.map { _ in -1 }, times: events.map(\.time.milliseconds), types: events.map(\.type),
            amounts: events.map { $0.amount.map { Float($0) } ?? .nan })
        let vectors = try vectors(count: catalogue.texts.count)
        let graph = try HNSWBuilder(vectors: vectors, metric: .innerProduct, parameters: hnsw).build(threads: 1)
        let names = FeatureTable.definitions.map(\.name)
        let forest = try Forest(
            columns: ForestColumns(
                nodes: FlatColumn([
                    ForestNode.split(
                        feature: UInt32(names.count / 2), threshold: 1.5, missingGoesLeft: true, child: 1),
                    ForestNode.leaf(index: 1, value: -0.4), ForestNode.leaf(index: 2, value: 0.6),
                ]),
                covers: FlatColumn([10, 6, 4]), treeStarts: FlatColumn([0, 3])),
            featureNames: names, baseMargin: -0.2, objective: .binaryLogistic)
        let engagement = EngagementGraph.build(
            interactions: interactions, messageCampaigns: membership, asOf: asOf, parameters: GraphParameters())
        let softening = engagement.softWeights
        return try SnapshotContents(
            catalogue: catalogue, embeddings: vectors,
            index: HNSWIndex(
                graph: graph, vectors: vectors, metric: .innerProduct,
                codes: CodeColumn(coding: vectors, metric: .innerProduct)),
            graph: engagement, touches: Touches(interactions: interactions, asOf: asOf),
            items: try recipe.map { recipe in
                try recipe.graph(
                    matrix: engagement.matrix(softenedBy: softening),
                    sequences: EngagementSequences(
                        interactions: interactions, asOf: asOf, parameters: GraphParameters()), threads: 1)
            },
            softening: softening,
            segments: SegmentPopularity.build(
                interactions: interactions, places: events.map { Segment(country: $0.country, device: $0.device) },
                asOf: asOf, parameters: GraphParameters()),
            features: FeatureTable(interactions: interactions, messageCampaigns: membership, asOf: asOf),
            forest: forest)
    }

    private func vectors(count: Int) throws -> VectorColumn {
        var generator = SeededGenerator(seed: 77)
        var values: [Float] = []
        for _ in 0..<count {
            let row = (0..<Self.dimension).map { _ in Float.random(in: -1...1, using: &generator) }
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            values += row.map { $0 / length }
        }
        return try VectorColumn(values: FlatColumn(values), dimension: Self.dimension)
    }
}

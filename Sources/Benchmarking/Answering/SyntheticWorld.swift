internal import Columns
internal import Domain
internal import Features
internal import Forecasting
internal import Graph
internal import SemanticSearch
package import Snapshots

/// A snapshot in memory of made-up users, messages and texts: what answers are measured on at a given size.
///
/// Engagement is that of `SyntheticEngagement`. Each campaign has a direction of 384 dimensions and some of the texts,
/// whose vectors lie around it; its messages share them. The forest is trained on engaged and random pairs with a
/// build's own settings. Weights and calibrations are plain numbers.
package enum SyntheticWorld {
    /// Makes the world.
    ///
    /// - Parameter progress: told the name of each part before it is made.
    /// - Throws: what a part throws for numbers that it cannot have.
    package static func make(_ plan: AnswerWorldPlan, progress: (String) -> Void = { _ in }) throws -> Snapshot {
        progress("events")
        let configuration = IndexConfiguration()
        let events = try SyntheticEngagement(
            GraphBenchmarkPlan(
                users: plan.users, messages: plan.messages, campaigns: plan.campaigns, edges: plan.edges, queries: 0,
                seed: plan.seed, threads: plan.threads, fanOut: configuration.graph.maximumFanOut,
                steps: configuration.graph.maximumSteps, rowLimit: plan.rowLimit))
        let catalogue = catalogue(plan, messageCampaigns: events.messageCampaigns)
        progress("vectors and their index")
        let embeddings = try vectors(plan, catalogue: catalogue, messageCampaigns: events.messageCampaigns)
        let codes = CodeColumn(coding: embeddings, metric: .innerProduct, threads: plan.threads)
        let nodes = try HNSWBuilder(
            vectors: embeddings, metric: .innerProduct, parameters: configuration.hnsw, codes: codes
        ).build(threads: plan.threads)
        progress("graph")
        let graph = EngagementGraph.build(
            interactions: events.interactions, messageCampaigns: events.messageCampaigns, asOf: events.asOf,
            parameters: configuration.graph)
        let softening = graph.softWeights
        let recipe = ItemRecipe(.rp3beta(WalkRows.Parameters(limit: plan.rowLimit)))
        let items =
            try plan.rowLimit == 0
            ? nil
            : recipe.graph(
                matrix: graph.matrix(softenedBy: softening),
                sequences: EngagementSequences(
                    interactions: events.interactions, asOf: events.asOf, parameters: configuration.graph),
                threads: plan.threads)
        progress("features and forecast")
        let features = FeatureTable(
            interactions: events.interactions, messageCampaigns: events.messageCampaigns, asOf: events.asOf)
        let forest = try forest(plan, events: events.interactions, features: features, booster: configuration.booster)
        let contents = try SnapshotContents(
            catalogue: catalogue, embeddings: embeddings,
            index: HNSWIndex(graph: nodes, vectors: embeddings, metric: .innerProduct, codes: codes), graph: graph,
            touches: Touches(interactions: events.interactions, asOf: events.asOf), items: items, softening: softening,
            features: features, forest: forest)
        return Snapshot(
            manifest: try manifest(
                contents, plan: plan, asOf: events.asOf, events: events.interactions.users.count,
                graph: GraphSignal(recipe: items == nil ? nil : recipe, softening: softening, evidence: [])),
            contents: contents)
    }

    /// Messages share the texts of their campaign, which has its part of all; a text's number comes first in it.
    private static func catalogue(_ plan: AnswerWorldPlan, messageCampaigns: [[Int32]]) -> CatalogueColumns {
        var random = SeededNumbers(seed: plan.seed &+ 11)
        var sizes = [Int](repeating: 0, count: plan.campaigns)
        for list in messageCampaigns { sizes[Int(list.first ?? 0)] += 1 }
        let parts = sizes.map { max(1, $0 * plan.texts / plan.messages) }
        var starts: [Int] = []
        var next = 0
        for part in parts {
            starts.append(next)
            next += part
        }
        let messages = (0..<plan.messages).map { message in
            let campaign = Int(messageCampaigns[message].first ?? 0)
            let text = starts[campaign] + random.ordinal(below: parts[campaign])
            return Message(
                id: MessageID("message-" + padded(message)),
                text: "\(padded(text)): what a message of campaign \(campaign) says, in about sixty letters")
        }
        let campaigns = (0..<plan.campaigns).map {
            Campaign(id: CampaignID("campaign-" + padded($0)), name: "Campaign \($0)")
        }
        return CatalogueColumns(
            messages: messages, users: (0..<plan.users).map { UserID("user-" + padded($0)) }, campaigns: campaigns)
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    private static let dimension = 384

    /// Unit vectors around the directions of the texts' campaigns.
    private static func vectors(
        _ plan: AnswerWorldPlan, catalogue: CatalogueColumns, messageCampaigns: [[Int32]]
    ) throws -> VectorColumn {
        var random = SeededNumbers(seed: plan.seed &+ 12)
        let centres = (0..<plan.campaigns).map { _ in (0..<dimension).map { _ in random.normal() } }
        var values: [Float] = []
        values.reserveCapacity(catalogue.texts.count * dimension)
        for text in 0..<Int32(catalogue.texts.count) {
            let message = catalogue.messages(ofText: text).first ?? 0
            let vector = centres[Int(messageCampaigns[Int(message)].first ?? 0)].map { $0 + 0.9 * random.normal() }
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            values += vector.map { Float($0 / length) }
        }
        return try VectorColumn(values: FlatColumn(values), dimension: dimension)
    }

    /// A forest trained on events, one pair in two a random one.
    private static func forest(
        _ plan: AnswerWorldPlan, events: Interactions, features: FeatureTable, booster: BoosterParameters
    ) throws -> Forest {
        var random = SeededNumbers(seed: plan.seed &+ 13)
        var (rows, labels): ([Float], [Float]) = ([], [])
        for row in 0..<min(60_000, 2 * events.users.count) {
            let event = random.ordinal(below: events.users.count)
            let isEngaged = row % 2 == 0
            let message = isEngaged ? events.messages[event] : Int32(random.ordinal(below: plan.messages))
            var vector = features.vector(user: events.users[event], message: message)
            // The pair's own features would tell the answer: leave them to half of the engaged ones.
            if isEngaged, random.uniform() < 0.5 {
                let stranger = features.vector(user: nil, message: message)
                for (index, definition) in FeatureTable.definitions.enumerated()
                where definition.name.hasPrefix("pair_") {
                    vector[index] = stranger[index]
                }
            }
            rows += vector
            labels.append(isEngaged ? 1 : 0)
        }
        let model = try BoosterTrainer(parameters: booster).train(
            TrainingSet(features: rows, featureNames: FeatureTable.definitions.map(\.name), labels: labels))
        return try Forest(xgboostJSON: model.json)
    }

    private static func manifest(
        _ contents: SnapshotContents, plan: AnswerWorldPlan, asOf: Instant, events: Int, graph: GraphSignal
    ) throws -> Manifest {
        func line(_ from: Double, _ to: Double) throws -> MonotoneCalibration {
            try MonotoneCalibration(
                knots: (0..<20).map {
                    .init(raw: from + (to - from) * Double($0) / 19, value: Double($0 * $0) / 400)
                })
        }
        return Manifest(
            id: "made up", asOf: asOf, inputDigest: "", embeddingModel: "none", modelVersion: "1",
            configuration: IndexConfiguration(),
            counts: Manifest.Counts(
                events: events, users: plan.users, messages: plan.messages, texts: contents.catalogue.texts.count,
                campaigns: plan.campaigns, graphEdges: contents.graph.edgeCount, trees: contents.forest.treeCount),
            graph: graph,
            blend: BlendParameters(
                shipped: "blend", weights: SignalValues(similarity: 0.25, graph: 0.5, forecast: 0.25),
                similarityCalibration: try line(0, 1), graphCalibration: try line(0, 0.1),
                forecastCalibration: try line(-6, 6), popularityCalibration: try line(0, 1000), evidence: [],
                horizonDays: 30, note: ""),
            quality: Manifest.Quality(vectorRecallAt10: 1, forecastAUC: 0.5, forecastLogLoss: 0.5),
            eventTypes: [], files: [])
    }
}

package import Domain
internal import Features
internal import Forecasting
internal import Graph
internal import Recommender
package import Records
package import SemanticSearch
package import Snapshots

/// The nightly build: events and catalogue in, one validated and published snapshot out.
///
/// The stages run one after another and hand typed values on. Nothing that a reader sees changes before the last
/// stage, so a build that fails or is killed at any point leaves the previous snapshot current.
///
/// - Thread safety: one build at a time for one `SnapshotStore`.
package struct IndexingPipeline: Sendable {
    let records: RecordStore
    let store: SnapshotStore
    let encoder: SentenceEncoder
    let configuration: IndexConfiguration
    let threads: Int
    let observer: any IndexingObserver
    /// Called after each stage; a test throws here to play a build that is killed.
    private let afterStage: @Sendable (IndexingStage) throws -> Void

    package init(
        records: RecordStore, store: SnapshotStore, encoder: SentenceEncoder, configuration: IndexConfiguration,
        threads: Int, observer: any IndexingObserver,
        afterStage: @escaping @Sendable (IndexingStage) throws -> Void = { _ in }
    ) {
        self.records = records
        self.store = store
        self.encoder = encoder
        self.configuration = configuration
        self.threads = threads
        self.observer = observer
        self.afterStage = afterStage
    }

    /// Builds, validates and publishes a snapshot.
    ///
    /// - Parameters:
    ///   - asOf: the build's "now"; nil for just after the last event of the log.
    ///   - onlyIfNeeded: do nothing when the current snapshot was made from the same input.
    /// - Throws: `IndexingError`, `SnapshotError`, or what a room throws; the previous snapshot stays current.
    package func run(asOf: Instant? = nil, onlyIfNeeded: Bool = false) async throws -> IndexingReport {
        let clock = StageClock(observer: observer)
        let log = BuildLogEntry(records: records)
        try await log.write(.running, snapshotID: nil, stages: [], message: nil)
        do {
            let report = try await run(asOf: asOf, onlyIfNeeded: onlyIfNeeded, clock: clock)
            try await log.write(
                .published, snapshotID: report.snapshotID, stages: report.stages,
                message: report.built ? nil : "nothing new: the current snapshot stays")
            return report
        } catch {
            // The build's own error matters more than a log that cannot be written.
            try? await log.write(.failed, snapshotID: nil, stages: clock.reports, message: "\(error)")
            throw error
        }
    }

    private func run(asOf: Instant?, onlyIfNeeded: Bool, clock: StageClock) async throws -> IndexingReport {
        let input = try await clock.measure(.load) {
            try await BuildInput.load(
                from: records, asOf: asOf, configuration: configuration, embeddingModel: encoder.modelID)
        } detail: {
            "\($0.events.count) events, \($0.messages.count) messages, \($0.catalogue.userCount) users, "
                + "\($0.campaigns.count) campaigns"
        }
        try afterStage(.load)
        let previous = try? store.openCurrent(verifying: .checksums)
        if onlyIfNeeded, let previous, previous.manifest.inputDigest == input.digest {
            return IndexingReport(
                snapshotID: previous.id, built: false, stages: clock.reports, seconds: clock.elapsed)
        }
        let built = try await OwnThread.run { try build(input, previous: previous, clock: clock) }
        let id = built.manifest.id
        do {
            try await clock.measure(.analytics) {
                let analytics = AnalyticsSummary(input: input)
                try await analytics.store(in: records, snapshotID: id)
                try analytics.report(manifest: built.manifest, input: input).write(
                    to: store.home + "/analytics_report.json")
                return analytics
            } detail: {
                "\($0.engagement.count) messages, \($0.campaigns.count) campaigns, \($0.days.count) daily rows"
            }
            try afterStage(.analytics)
            try await OwnThread.run { try validateAndPublish(built, clock: clock) }
        } catch {
            built.draft.discard()
            throw error
        }
        return IndexingReport(snapshotID: id, built: true, stages: clock.reports, seconds: clock.elapsed)
    }

    private struct Built: Sendable {
        let draft: SnapshotDraft
        let manifest: Manifest
        let contents: SnapshotContents
    }

    /// Everything that a build makes before it writes a file.
    struct Assembly: Sendable {
        /// The settings as they were used.
        let configuration: IndexConfiguration
        let contents: SnapshotContents
        let graph: GraphSignal
        let blend: BlendSelection.Outcome
        /// What the blend was chosen on.
        let selection: BlendSelection
        let quality: Manifest.Quality
    }

    private func build(_ input: BuildInput, previous: Snapshot?, clock: StageClock) throws -> Built {
        try seal(input, try assemble(input, previous: previous, clock: clock))
    }

    /// Runs the stages from `encode` to `blend`.
    func assemble(_ input: BuildInput, previous: Snapshot?, clock: StageClock) throws -> Assembly {
        var configuration = configuration
        let horizon = Horizon(
            wished: configuration.horizonDays, interactions: input.interactions, asOf: input.asOf)
        configuration.horizonDays = horizon.days
        let texts = input.catalogue.texts
        let embeddings = try clock.measure(.encode) {
            try TextEmbeddings.make(
                texts: texts, encoder: encoder, previous: previous, threads: threads,
                progress: { clock.advance(.encode, done: $0, total: $1) })
        } detail: {
            "\($0.encoded) texts encoded, \($0.reused) taken over, \($0.vectors.dimension) dimensions"
        }
        try afterStage(.encode)
        let index = try clock.measure(.vectorIndex) {
            let codes = CodeColumn(coding: embeddings.vectors, metric: .innerProduct, threads: threads)
            let graph = try HNSWBuilder(
                vectors: embeddings.vectors, metric: .innerProduct, parameters: configuration.hnsw, codes: codes
            ).build(threads: threads, progress: { clock.advance(.vectorIndex, done: $0, total: texts.count) })
            return try HNSWIndex(graph: graph, vectors: embeddings.vectors, metric: .innerProduct, codes: codes)
        } detail: {
            "\($0.graph.count) vectors"
        }
        try afterStage(.vectorIndex)
        let split = horizon.start
        let graphs = try clock.measure(.graph) {
            try Graphs(
                input, horizon: horizon, configuration: configuration, threads: threads,
                progress: { clock.advance(.graph, done: $0, total: $1) })
        } detail: {
            "\($0.present.edgeCount) edges, \(Self.describe($0.selection.signal))"
        }
        try afterStage(.graph)
        let (features, pastFeatures) = clock.measure(.features) {
            (makeFeatures(input, asOf: input.asOf), makeFeatures(input, asOf: split))
        } detail: { _ in
            "\(FeatureTable.definitions.count) features"
        }
        try afterStage(.features)
        let (forecast, pastForecast) = try clock.measure(.forecast) {
            let rounds = configuration.booster.rounds
            let rows = TrainingRows(
                input: input, embeddings: embeddings.vectors, index: index, configuration: configuration,
                threads: threads)
            let outcomes = try ForecastTraining.train(
                before: [horizon.start, horizon.end], rows: rows,
                progress: { clock.advance(.forecast, done: $0, total: 2 * rounds) })
            return (outcomes[1], outcomes[0])
        } detail: {
            "\($0.0.rows) rows, \($0.0.positives) positive, \($0.0.forest.treeCount) trees"
        }
        try afterStage(.forecast)
        let contents = try SnapshotContents(
            catalogue: input.catalogue, embeddings: embeddings.vectors, index: index, graph: graphs.present,
            touches: Touches(interactions: input.interactions, asOf: input.asOf), items: graphs.presentItems,
            softening: graphs.selection.signal.softening,
            segments: SegmentPopularity.build(
                interactions: input.interactions, places: input.places, asOf: input.asOf,
                parameters: configuration.graph),
            features: features, forest: forecast.forest)
        let pastContents = try SnapshotContents(
            catalogue: input.catalogue, embeddings: embeddings.vectors, index: index, graph: graphs.past,
            touches: Touches(interactions: input.interactions, asOf: split), items: graphs.selection.past,
            softening: graphs.selection.signal.softening, features: pastFeatures, forest: pastForecast.forest)
        let (blend, selection, quality) = try clock.measure(.blend) {
            let selection = try BlendSelection(
                past: Retriever(contents: pastContents), validation: graphs.selection.users,
                configuration: configuration, threads: threads, progress: { clock.advance(.blend, done: $0, total: $1) }
            )
            let measured = selection.forecastQuality(of: pastForecast.forest)
            let quality = Manifest.Quality(
                vectorRecallAt10: try SnapshotValidation.vectorRecall(of: contents, seed: configuration.seed),
                forecastAUC: measured.auc, forecastLogLoss: measured.logLoss)
            return (try selection.chosen(), selection, quality)
        } detail: {
            Self.describe($0.0)
        }
        try afterStage(.blend)
        return Assembly(
            configuration: configuration, contents: try contents.ranking(by: blend.ranker),
            graph: graphs.selection.signal, blend: blend,
            selection: selection, quality: quality)
    }

    private func seal(_ input: BuildInput, _ assembly: Assembly) throws -> Built {
        let contents = assembly.contents
        let draft = try SnapshotDraft(store: store)
        do {
            let files = try draft.write(contents)
            let forest = files.first { $0.name.hasPrefix("forest") }
            let stamp = String(input.asOf.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" })
            // Named by what it holds: the same input gives the same name, a changed program another one.
            let content = Checksum.sha256(Array((files.map(\.sha256).joined() + input.digest).utf8))
            let manifest = Manifest(
                id: "\(stamp)-\(content.prefix(8))", asOf: input.asOf, inputDigest: input.digest,
                embeddingModel: encoder.modelID, modelVersion: String((forest?.sha256 ?? "").prefix(16)),
                configuration: assembly.configuration,
                counts: Manifest.Counts(
                    events: input.events.count, users: input.catalogue.userCount,
                    messages: input.catalogue.messageCount, texts: input.catalogue.texts.count,
                    campaigns: input.campaigns.count, graphEdges: contents.graph.edgeCount,
                    trees: contents.forest.treeCount),
                graph: assembly.graph, blend: assembly.blend.parameters,
                quality: assembly.quality, eventTypes: input.eventTypeCounts, files: files)
            try draft.seal(manifest)
            return Built(draft: draft, manifest: manifest, contents: contents)
        } catch {
            draft.discard()
            throw error
        }
    }

    private func validateAndPublish(_ built: Built, clock: StageClock) throws {
        try clock.measure(.validate) {
            try SnapshotValidation.check(try built.draft.open(), against: built.contents)
        } detail: { _ in
            "recall@10 \(Self.rounded(built.manifest.quality.vectorRecallAt10)), "
                + "forecast AUC \(Self.rounded(built.manifest.quality.forecastAUC)), checksums and scores agree"
        }
        try afterStage(.validate)
        try clock.measure(.publish) {
            try built.draft.publish(id: built.manifest.id)
        } detail: { _ in
            let bytes = built.manifest.files.reduce(0) { $0 + $1.bytes }
            return "\(built.manifest.id), \(bytes / 1_000_000) MB"
        }
    }

    /// The output of the stage `graph`: the graph now and at the split, and the method of its signal.
    private struct Graphs {
        let present: EngagementGraph
        let past: EngagementGraph
        let selection: GraphSelection
        let presentItems: ItemGraph?

        init(
            _ input: BuildInput, horizon: Horizon, configuration: IndexConfiguration, threads: Int,
            progress: (Int, Int) -> Void
        ) throws {
            func graph(asOf: Instant) -> EngagementGraph {
                EngagementGraph.build(
                    interactions: input.interactions, messageCampaigns: input.messageCampaigns, asOf: asOf,
                    parameters: configuration.graph)
            }
            present = graph(asOf: input.asOf)
            past = graph(asOf: horizon.start)
            selection = try GraphSelection(
                past: past, input: input, horizon: horizon, configuration: configuration, threads: threads,
                progress: progress)
            presentItems = try selection.present(
                present, input: input, configuration: configuration, threads: threads)
        }
    }

    private func makeFeatures(_ input: BuildInput, asOf: Instant) -> FeatureTable {
        FeatureTable(interactions: input.interactions, messageCampaigns: input.messageCampaigns, asOf: asOf)
    }

    private static func describe(_ signal: GraphSignal) -> String {
        let tried = signal.evidence.map { "\($0.name) \(rounded($0.ndcgAt10))" }.joined(separator: ", ")
        return "signal by \(signal.method), nDCG@10 of \(tried)"
    }

    private static func describe(_ blend: BlendSelection.Outcome) -> String {
        let shipped = blend.parameters.evidence.first { $0.name == blend.strategy }
        let weights = SignalSource.allCases
            .map { "\($0.rawValue) \(rounded(blend.parameters.weights[$0]))" }.joined(separator: ", ")
        let quality = shipped.map { ", nDCG@10 \(rounded($0.ndcgAt10)) on \($0.users) users" } ?? ""
        return "ships \(blend.strategy): \(weights)\(quality)"
    }

    static func rounded(_ number: Double) -> String {
        String((number * 10_000).rounded() / 10_000)
    }
}

extension BuildInput {
    /// The event types that occur, the commonest first.
    var eventTypeCounts: [Manifest.EventTypeCount] {
        var counts: [EventType: Int] = [:]
        for event in events { counts[event.type, default: 0] += 1 }
        return counts.map { Manifest.EventTypeCount(type: $0.key, events: $0.value) }
            .sorted { $0.events != $1.events ? $0.events > $1.events : $0.type.code < $1.type.code }
    }
}

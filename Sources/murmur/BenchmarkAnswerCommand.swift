import ArgumentParser
import Benchmarking
import Domain
import Foundation
import Recommender
import Records
import Serving
import Snapshots

struct BenchmarkAnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Time each stage of recommendations with full explanations, on one thread.",
        discussion: """
            Asks a made-up world of the given size, or with --snapshot a real one, for drawn users. The made-up world \
            has power laws of engagement as `benchmark graph`, messages that share texts, vectors around a direction of \
            each campaign, and a trained forest.
            """)

    @Option(help: "A snapshot of the home to ask, or `current`, in place of a made-up world.") var snapshot: String?
    @Option(help: "Folder of snapshots. [MURMUR_HOME, default: Indexes]") var home: String?
    @Option(help: "Users.") var users = 100_000
    @Option(help: "Messages.") var messages = 1_000_000
    @Option(help: "Campaigns.") var campaigns = 500
    @Option(help: "Distinct texts that the messages share, each a vector.") var texts = 50_000
    @Option(help: "Events.") var edges = 5_000_000
    @Option(help: "The weights that the graph keeps of a message; 0 walks at request time instead.") var rowLimit = 50
    @Option(help: "How many users are asked for.") var queries = 1000
    @Option(help: "Items of an answer, 1 to 100.") var limit = 10
    @Option(help: "The seed of the world and the questions.") var seed: UInt64 = 1
    @Flag(help: "Print one JSON object instead of a table.") var json = false
    @OptionGroup var threading: ThreadOption

    func validate() throws {
        for (name, value, range) in [
            ("users", users, 1...10_000_000), ("messages", messages, 1...10_000_000),
            ("campaigns", campaigns, 1...1_000_000), ("texts", texts, 1...10_000_000),
            ("edges", edges, 1...100_000_000),
            ("row-limit", rowLimit, 0...100_000), ("queries", queries, 1...1_000_000), ("limit", limit, 1...100),
        ] where !range.contains(value) {
            throw ValidationError("--\(name): expected \(range.lowerBound) to \(range.upperBound), got \(value)")
        }
        guard texts >= campaigns else { throw ValidationError("--texts: expected at least one a campaign") }
    }

    func run() async throws {
        let start = Date()
        let world = try openWorld()
        let seconds = snapshot == nil ? Date().timeIntervalSince(start) : 0
        let report = try await ServingDesk.with(RecommendationEngine(snapshot: world)) { desk in
            try await AnswerBenchmark(snapshot: world, queries: queries, limit: limit, seed: seed, seconds: seconds)
                .run(desk: desk)
        }
        if json { return try printJSON(report) }
        Self.show(report)
    }

    private func openWorld() throws -> Snapshot {
        if let snapshot {
            let store = SnapshotStore(home: home ?? Environment.text("MURMUR_HOME") ?? "Indexes")
            return try snapshot == "current" ? store.openCurrent() : store.open(snapshot)
        }
        return try SyntheticWorld.make(
            AnswerWorldPlan(
                users: users, messages: messages, campaigns: campaigns, texts: texts, edges: edges, rowLimit: rowLimit,
                seed: seed, threads: try threading.count())
        ) { part in
            FileHandle.standardError.write(Data("making up: \(part)\n".utf8))
        }
    }

    private static func show(_ report: AnswerReport) {
        print(
            "\(report.snapshot): \(report.users) users, \(report.messages) messages with \(report.texts) texts, "
                + "\(report.campaigns) campaigns, \(report.edges) edges, graph by \(report.graph), \(report.trees) trees"
        )
        if report.seconds > 0 { print("made up in \(Table.seconds(report.seconds))") }
        print(
            "\(report.queries) answers of \(Table.decimal(report.items, 1)) items from "
                + "\(Table.decimal(report.candidates, 0)) candidates, explanations of "
                + "\(Table.decimal(report.explanationBytes / 1e3, 1)) kB")
        var table = Table(["ms", "p50", "p90", "p99", "CPU p50", "p90", "p99"], rightAligned: [1, 2, 3, 4, 5, 6])
        for row in report.stages {
            let times = [row.p50, row.p90, row.p99, row.p50CPU, row.p90CPU, row.p99CPU]
            table.add([row.stage] + times.map { $0.map { Table.decimal($0, 3) } ?? "–" })
        }
        print(table.text)
        print("digest of the answers: \(report.digest)")
        print("peak memory: \(Table.decimal(Double(report.peakResidentBytes) / 1e6, 1)) MB")
    }
}

/// Composes and keeps answers as the server does, in a data base of its own that goes away with it.
private final class ServingDesk: AnswerDesk {
    private let engine: RecommendationEngine
    private let records: RecordStore
    private var composed: [StoredRecommendation] = []

    private init(engine: RecommendationEngine, records: RecordStore) {
        self.engine = engine
        self.records = records
    }

    static func with<Value>(_ engine: RecommendationEngine, _ body: (ServingDesk) async throws -> Value) async throws
        -> Value
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("murmur-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let records = try await RecordStore.open(url: "sqlite:\(folder.path)/answers.sqlite")
        do {
            let value = try await body(ServingDesk(engine: engine, records: records))
            await records.close()
            return value
        } catch {
            await records.close()
            throw error
        }
    }

    func compose(_ recommendation: Recommendation, request: RecommendationRequest, number: Int) -> [UInt8] {
        let answer = ComposedAnswer.make(
            recommendation, query: RecommendationQuery(request: request, explain: .full), engine: engine,
            generatedAt: engine.snapshot.manifest.asOf, cache: .bypass, id: "answer-\(number)")
        composed.append(answer.stored)
        return Array(answer.stored.explanationJSON.utf8)
    }

    func keep() async throws { try await records.recommendations.save(composed) }

    func explanation(number: Int) async throws -> [UInt8]? {
        try await records.recommendations.find("answer-\(number)").map {
            ExplanationDocument.served(Array($0.explanationJSON.utf8), snapshotAvailable: true)
        }
    }

    func clear() async { composed = [] }
}

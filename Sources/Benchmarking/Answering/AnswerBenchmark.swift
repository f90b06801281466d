internal import Domain
internal import Forecasting
internal import Graph
internal import Recommender
package import Snapshots

/// Asks an engine for recommendations with full explanations, one after the other on one thread, and times each stage.
package struct AnswerBenchmark {
    private let snapshot: Snapshot
    private let queries: Int
    private let limit: Int
    private let seed: UInt64
    private let seconds: Double

    /// - Parameters:
    ///   - queries: how many users are asked for; drawn among all, those without a history too.
    ///   - limit: how many items an answer has.
    ///   - seconds: how long it took to make the snapshot, for the report.
    package init(snapshot: Snapshot, queries: Int, limit: Int, seed: UInt64, seconds: Double = 0) {
        self.snapshot = snapshot
        self.queries = queries
        self.limit = limit
        self.seed = seed
        self.seconds = seconds
    }

    /// The name of the row of the whole answer in a report.
    package static let whole = "whole answer, fully explained"
    /// The name of the row of the JSON.
    package static let json = "JSON of answer and explanation"
    /// The name of the row of what is read again.
    package static let kept = "explanation from what was kept"

    /// Asks and measures.
    ///
    /// - Throws: what the engine or the desk throws.
    package func run(desk: some AnswerDesk) async throws -> AnswerReport {
        let engine = RecommendationEngine(snapshot: snapshot)
        let requests = requests()
        for (number, request) in requests.prefix(50).enumerated() {
            _ = desk.compose(
                try engine.recommend(request, queryVector: nil, now: now), request: request, number: number)
        }
        await desk.clear()
        var stages = AnswerStage.allCases.map { StageTimes($0.rawValue) }
        var (json, whole, kept) = (StageTimes(Self.json), StageTimes(Self.whole), StageTimes(Self.kept))
        var (candidates, items, bytes, digest) = (0, 0, 0, UInt64(0xcbf2_9ce4_8422_2325))
        for (number, request) in requests.enumerated() {
            let start = Moment()
            var last = start
            var stage = 0
            let answer = try engine.recommend(request, queryVector: nil, now: now) { _ in
                let moment = Moment()
                stages[stage].add(from: last, to: moment)
                stage += 1
                last = moment
            }
            let explanation = desk.compose(answer, request: request, number: number)
            let end = Moment()
            json.add(from: last, to: end)
            whole.add(from: start, to: end)
            candidates += answer.candidateCount
            items += answer.items.count
            bytes += explanation.count
            for byte in explanation { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        try await desk.keep()
        for number in requests.indices {
            let start = Moment()
            let explanation = try await desk.explanation(number: number)
            kept.add(from: start, to: Moment())
            precondition(explanation?.isEmpty == false, "an answer that was kept is found")
        }
        await desk.clear()
        func mean(_ sum: Int) -> Double { Double(sum) / Double(max(1, requests.count)) }
        return AnswerReport(
            snapshot: snapshot.id, users: snapshot.catalogue.userCount, messages: snapshot.catalogue.messageCount,
            texts: snapshot.catalogue.texts.count, campaigns: snapshot.catalogue.campaigns.count,
            edges: snapshot.contents.graph.edgeCount, trees: snapshot.contents.forest.treeCount,
            graph: snapshot.manifest.graph.method, seconds: seconds, queries: requests.count, limit: limit,
            candidates: mean(candidates), items: mean(items), explanationBytes: mean(bytes),
            stages: (stages + [json, whole]).map { $0.report() } + [kept.report(onOneThread: false)],
            digest: String(digest, radix: 16),
            peakResidentBytes: ResourceUse.peakResidentBytes())
    }

    private var now: Instant { snapshot.manifest.asOf }

    private func requests() -> [RecommendationRequest] {
        var random = SeededNumbers(seed: seed &+ 3)
        let catalogue = snapshot.catalogue
        guard catalogue.userCount > 0 else { return [] }
        return (0..<queries).map { _ in
            let user = Int32(random.ordinal(below: catalogue.userCount))
            return RecommendationRequest(userID: catalogue.userID(user), limit: limit)
        }
    }
}

/// One reading of both clocks.
private struct Moment {
    let wall = ResourceUse.wallSeconds()
    let processor = ResourceUse.threadSeconds()
}

/// The times of one stage.
private struct StageTimes {
    private let name: String
    private var wall: [Double] = []
    private var processor: [Double] = []

    init(_ name: String) { self.name = name }

    mutating func add(from start: Moment, to end: Moment) {
        wall.append(1e3 * (end.wall - start.wall))
        processor.append(1e3 * (end.processor - start.processor))
    }

    func report(onOneThread: Bool = true) -> AnswerReport.Stage {
        let wall = Spread(wall)
        let processor = onOneThread ? Spread(processor) : nil
        return AnswerReport.Stage(
            stage: name, p50: wall.median, p90: wall.quantile(0.9), p99: wall.quantile(0.99), p50CPU: processor?.median,
            p90CPU: processor?.quantile(0.9), p99CPU: processor?.quantile(0.99))
    }
}

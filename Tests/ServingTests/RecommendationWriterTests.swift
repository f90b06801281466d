import Domain
import Logging
import Records
import ServiceLifecycle
import Serving
import Testing

@Suite("Recommendation writer")
struct RecommendationWriterTests {
    private struct Down: Error {}
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func row(_ id: Int) -> StoredRecommendation {
        StoredRecommendation(
            id: "\(id)", createdAt: Instant(seconds: 0), userID: nil, snapshotID: "s", requestJSON: "{}",
            answerJSON: "{}", explanationJSON: "{}")
    }

    @Test("Rows are written in batches and in their order, the last of them at the end")
    func batches() async throws {
        let saved = Shared<[[String]]>([])
        let writer = RecommendationWriter(interval: .milliseconds(5), logger: logger) { rows in
            saved.withLock { $0.append(rows.map(\.id)) }
        }
        for id in 0..<250 { writer.add(row(id)) }
        #expect(writer.find("7")?.id == "7")
        try await serve(writer) {
            while writer.waitingCount > 0 { await Task.yield() }
            writer.add(row(250))
        }
        #expect(writer.find("7") == nil && writer.waitingCount == 0)
        #expect(saved.withLock { $0.flatMap { $0 } } == (0...250).map { "\($0)" })
        #expect(saved.withLock { $0.allSatisfy { $0.count <= 100 } })
    }

    @Test("While SQL is away rows are kept and found, and written once it is back")
    func retries() async throws {
        let isDown = Shared(true)
        let attempts = Counter()
        let saved = Shared<[String]>([])
        let writer = RecommendationWriter(interval: .milliseconds(2), logger: logger) { rows in
            attempts.next()
            if isDown.withLock({ $0 }) { throw Down() }
            saved.withLock { $0 += rows.map(\.id) }
        }
        writer.add(row(1))
        try await serve(writer) {
            while attempts.value < 3 { await Task.yield() }
            #expect(writer.find("1") != nil)
            isDown.withLock { $0 = false }
        }
        #expect(saved.withLock { $0 } == ["1"])
    }

    @Test("A full queue drops what is new and counts it")
    func bounded() {
        let writer = RecommendationWriter(interval: .seconds(1), capacity: 3, logger: logger) { _ in }
        #expect((0..<5).map { writer.add(row($0)) } == [true, true, true, false, false])
        #expect(writer.droppedCount == 2 && writer.waitingCount == 3)
        #expect(writer.find("0") != nil && writer.find("4") == nil)
    }

    /// Runs `service` for as long as `body`, and ends it as a server ends.
    private func serve(_ service: some Service, during body: () async throws -> Void) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [service], logger: logger))
        let running = Task { try await group.run() }
        try await body()
        await group.triggerGracefulShutdown()
        try await running.value
    }
}

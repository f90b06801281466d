import Domain
import Foundation
import Graph
import Indexing
import Recommender
import Records
import SemanticSearch
import Snapshots
import Synchronization
import TestWorld
import Testing

@Suite("The batch", .enabled(if: TestModel.isAvailable, "needs the embedding model"))
struct IndexingPipelineTests {
    @Test("A build publishes a snapshot that opens, knows the shop and validates")
    func publishes() async throws {
        let world = try await TestWorld()
        let stages = Stages()
        let report = try await world.pipeline(observer: stages).run()
        #expect(report.built)
        #expect(try world.snapshots.currentID() == report.snapshotID)
        #expect(report.stages.map(\.stage) == IndexingStage.allCases)
        #expect(stages.finished == IndexingStage.allCases)
        let snapshot = try world.snapshots.openCurrent(verifying: .checksums)
        let shop = SmallShop()
        #expect(snapshot.manifest.counts.messages == shop.messages.count)
        #expect(snapshot.manifest.counts.users == SmallShop.userCount)
        #expect(snapshot.manifest.counts.texts == Set(shop.messages.map(\.text)).count)
        #expect(snapshot.manifest.counts.events == shop.events.count)
        #expect(snapshot.manifest.asOf > (shop.events.map(\.time).max() ?? snapshot.manifest.asOf))
        #expect(abs(snapshot.manifest.blend.weights.sum - 1) < 1e-12)
        #expect(!snapshot.manifest.blend.evidence.isEmpty)
        #expect(snapshot.manifest.quality.vectorRecallAt10 >= 0.9)
    }

    @Test("The same events and configuration give the same bytes, at one thread and at two")
    func isDeterministic() async throws {
        let first = try await TestWorld()
        let second = try await TestWorld()
        let one = try await first.build(threads: 1)
        let two = try await second.build(threads: 2)
        #expect(one.id == two.id)
        #expect(one.manifest == two.manifest)
        for name in try FileManager.default.contentsOfDirectory(atPath: first.snapshots.folder(of: one.id)).sorted() {
            let left = FileManager.default.contents(atPath: first.snapshots.folder(of: one.id) + "/" + name)
            let right = FileManager.default.contents(atPath: second.snapshots.folder(of: two.id) + "/" + name)
            #expect(left != nil && left == right, "\(name) differs")
        }
    }

    @Test(
        "Where events happened is counted in the segments, and an event that happened elsewhere makes another snapshot")
    func segments() async throws {
        let shop = SmallShop(isPlaced: true)
        let world = try await TestWorld(shop: shop)
        let snapshot = try await world.build()
        let segments = snapshot.contents.segments
        #expect(segments.members(of: Segment(country: "DE", device: nil))?.people == 30)
        #expect(segments.members(of: Segment(country: "DE", device: .web))?.people == 20)
        #expect(segments.members(of: Segment(country: nil, device: .web))?.people == 26)
        #expect(segments.count == 3)
        let user = try #require(snapshot.catalogue.userOrdinal("shopper-33"))
        #expect(segments.place(of: user) == Segment(country: "FR", device: .ios))
        let elsewhere = try await TestWorld()
        #expect(try await elsewhere.build().manifest.inputDigest != snapshot.manifest.inputDigest)
    }

    @Test("A rebuild encodes only texts that the previous snapshot does not hold, and changes no vector")
    func encodesOnlyNewTexts() async throws {
        let world = try await TestWorld()
        let before = try await world.build()
        try await world.add(SmallShop(extraMessages: 3))
        let report = try await world.pipeline().run()
        let encode = try #require(report.stages.first { $0.stage == .encode })
        #expect(encode.detail.hasPrefix("3 texts encoded, \(before.manifest.counts.texts) taken over"))
        let after = try world.snapshots.openCurrent()
        for text in 0..<before.catalogue.texts.count {
            let ordinal = try #require(after.catalogue.texts.ordinal(of: before.catalogue.texts[text]))
            #expect(after.contents.embeddings.row(Int(ordinal)) == before.contents.embeddings.row(text))
        }
    }

    @Test("A build on the same input is skipped when asked to be, and gives the same snapshot when not")
    func skipsWhenUpToDate() async throws {
        let world = try await TestWorld()
        let first = try await world.pipeline().run()
        let skipped = try await world.pipeline().run(onlyIfNeeded: true)
        #expect(!skipped.built)
        #expect(skipped.snapshotID == first.snapshotID)
        let again = try await world.pipeline().run()
        #expect(again.built)
        #expect(again.snapshotID == first.snapshotID)
        #expect(try world.snapshots.list().count == 1)
    }

    @Test(
        "A build that dies after any stage leaves the previous snapshot current and whole",
        arguments: IndexingStage.allCases.dropLast())
    func survivesDyingBuilds(stage: IndexingStage) async throws {
        let world = try await TestWorld.built()
        let before = try #require(try world.snapshots.currentID())
        try await world.add(SmallShop(extraMessages: 2))
        await #expect(throws: Killed.self) {
            try await world.pipeline(afterStage: { if $0 == stage { throw Killed() } }).run()
        }
        #expect(try world.snapshots.currentID() == before)
        #expect(try world.snapshots.list().map(\.id) == [before])
        _ = try world.snapshots.open(before, verifying: .checksums)
        #expect(try await world.records.builds.list(limit: 1).first?.status == .failed)
        let after = try await world.pipeline().run()
        #expect(after.snapshotID != before)
        #expect(try world.snapshots.currentID() == after.snapshotID)
    }

    @Test("A damaged previous snapshot does not stop a build; its texts are encoded anew")
    func rebuildsOverDamage() async throws {
        let world = try await TestWorld.built()
        let id = try #require(try world.snapshots.currentID())
        let path = world.snapshots.folder(of: id) + "/embeddings.columns"
        var bytes = try #require(FileManager.default.contents(atPath: path))
        bytes[bytes.count - 5] ^= 0x40
        try bytes.write(to: URL(fileURLWithPath: path))
        let report = try await world.pipeline().run()
        #expect(report.snapshotID == id)
        _ = try world.snapshots.open(id, verifying: .checksums)
    }

    @Test("An empty log and an empty catalogue are said to be empty")
    func refusesNothing() async throws {
        let folder = try TestFolder()
        let records = try await RecordStore.open(url: "sqlite:\(folder.path)/murmur.sqlite")
        let pipeline = IndexingPipeline(
            records: records, store: SnapshotStore(home: folder.path), encoder: try TestModel.encoder(),
            configuration: TestWorld.configuration, threads: 1, observer: SilentObserver())
        await #expect(throws: IndexingError.noEvents) { try await pipeline.run() }
        _ = try await records.events.append([
            Event(id: "e", time: Instant(seconds: 1_700_000_000), type: .session, userID: "u")
        ])
        await #expect(throws: IndexingError.noMessages) { try await pipeline.run() }
    }

    @Test("One event and one message make a snapshot that answers")
    func buildsTheSmallestWorld() async throws {
        let folder = try TestFolder()
        let records = try await RecordStore.open(url: "sqlite:\(folder.path)/murmur.sqlite")
        _ = try await records.events.append([
            Event(
                id: "e", time: Instant(seconds: 1_700_000_000), type: .message, userID: "ann", messageID: "m1",
                text: "hello there")
        ])
        let store = SnapshotStore(home: folder.path)
        _ = try await IndexingPipeline(
            records: records, store: store, encoder: try TestModel.encoder(), configuration: TestWorld.configuration,
            threads: 1, observer: SilentObserver()
        ).run()
        let engine = RecommendationEngine(snapshot: try store.openCurrent())
        let blend = engine.snapshot.manifest.blend
        #expect(blend.shipped == "similarity" && blend.weights.similarity == 1)
        #expect(blend.note.contains("no strategy at work"))
        let now = engine.snapshot.manifest.asOf
        let seen = try engine.recommend(RecommendationRequest(userID: "ann"), queryVector: nil, now: now)
        #expect(seen.items.isEmpty)
        let all = try engine.recommend(
            RecommendationRequest(userID: "ann", excludeSeen: false), queryVector: nil, now: now)
        #expect(all.items.map(\.id) == ["m1"])
    }

    @Test("The aggregates in SQL and in analytics_report.json are those of the events")
    func writesAnalytics() async throws {
        let world = try await TestWorld()
        let snapshot = try await world.build()
        let shop = SmallShop()
        let engagement = try await world.records.analytics.engagement(snapshotID: snapshot.id)
        for row in engagement {
            let events = shop.events.filter { $0.messageID == row.messageID }
            #expect(row.events == events.count)
            #expect(row.users == Set(events.map(\.userID)).count)
            #expect(abs(row.amount - events.reduce(0) { $0 + ($1.amount ?? 0) }) < 0.01)
            #expect(row.firstAt == events.map(\.time).min())
            #expect(row.lastAt == events.map(\.time).max())
        }
        let campaigns = try await world.records.analytics.campaigns(snapshotID: snapshot.id)
        #expect(campaigns.count == shop.campaigns.count)
        for row in campaigns {
            let events = shop.events.filter { $0.campaignID == row.campaignID }
            #expect(row.targetedUsers == Set(events.filter { $0.type == .impression }.map(\.userID)).count)
            #expect(row.conversions == events.count { $0.type == .conversion })
            #expect(row.messages == shop.messages.count { $0.campaignIDs.contains(row.campaignID) })
        }
        let days = try await world.records.analytics.daily(snapshotID: snapshot.id)
        #expect(days.reduce(0) { $0 + $1.events } == shop.events.count)
        let page = try #require(FileManager.default.contents(atPath: world.home + "/analytics_report.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: page) as? [String: Any])
        let totals = try #require(object["totals"] as? [String: Any])
        #expect(object["snapshot_id"] as? String == snapshot.id)
        #expect(totals["events"] as? Int == shop.events.count)
        #expect((object["campaigns"] as? [Any])?.count == shop.campaigns.count)
    }

    @Test("A build as of a past day uses nothing of that day or later")
    func buildsAsOfThePast() async throws {
        let world = try await TestWorld()
        let split = SmallShop.firstDay.adding(days: 120)
        let report = try await world.pipeline().run(asOf: split)
        let snapshot = try world.snapshots.open(report.snapshotID)
        #expect(snapshot.manifest.asOf == split)
        #expect(snapshot.manifest.counts.events == SmallShop().events.count { $0.time < split })
    }
}

@Suite("An evaluation of the store", .enabled(if: TestModel.isAvailable, "needs the embedding model"))
struct StoreEvaluationTests {
    @Test("An evaluation as of a past moment is that of a log that ended there")
    func asOf() async throws {
        let moment = SmallShop.firstDay.adding(days: 120)
        let options = EvaluationOptions(split: .lastDays(1), threads: 2, resamples: 20)
        let world = try await TestWorld()
        let whole = try await world.pipeline().evaluate(asOf: moment, options: options)
        let folder = try TestFolder()
        let records = try await RecordStore.open(url: "sqlite:\(folder.path)/murmur.sqlite")
        let shop = SmallShop()
        _ = try await records.catalogue.upsert(messages: shop.messages)
        _ = try await records.catalogue.upsert(campaigns: shop.campaigns)
        _ = try await records.events.append(shop.events.filter { $0.time < moment })
        let cut = try await IndexingPipeline(
            records: records, store: SnapshotStore(home: folder.path), encoder: try TestModel.encoder(),
            configuration: TestWorld.configuration, threads: 1, observer: SilentObserver()
        ).evaluate(asOf: moment, options: options)
        #expect(whole == cut)
        #expect(whole.results.count(where: \.isShipped) == 1)
        #expect(whole.protocol.validation.contains { $0.contains("ships") })
        #expect(try SnapshotStore(home: folder.path).currentID() == nil)
        #expect(try world.snapshots.currentID() == nil)
    }
}

/// Plays a build that is killed.
private struct Killed: Error {}

/// Remembers which stages ended.
private final class Stages: IndexingObserver {
    private let log = Log()
    var finished: [IndexingStage] { log.stages }

    func stageStarted(_ stage: IndexingStage) {}
    func stageAdvanced(_ stage: IndexingStage, done: Int, total: Int) {}
    func stageFinished(_ report: StageReport) { log.append(report.stage) }
}

/// A list behind a lock.
private final class Log: Sendable {
    private let state = Mutex<[IndexingStage]>([])
    var stages: [IndexingStage] { state.withLock { $0 } }
    func append(_ stage: IndexingStage) { state.withLock { $0.append(stage) } }
}

extension SignalValues {
    fileprivate var sum: Double { similarity + graph + forecast }
}

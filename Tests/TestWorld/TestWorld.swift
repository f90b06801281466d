internal import Forecasting
package import Indexing
package import Records
package import Snapshots

/// A store with a small shop in it, and a home for snapshots, in a folder of its own.
package struct TestWorld: Sendable {
    package let folder: TestFolder
    package let records: RecordStore
    package let snapshots: SnapshotStore

    /// The home of the snapshots.
    package var home: String { folder.path }

    /// Opens a store and fills it with `shop`.
    ///
    /// - Parameter database: a data base URL; nil for an SQLite file in the world's folder.
    package init(shop: SmallShop = SmallShop(), database: String? = nil) async throws {
        folder = try TestFolder()
        records = try await RecordStore.open(url: database ?? "sqlite:\(folder.path)/murmur.sqlite")
        snapshots = SnapshotStore(home: folder.path)
        try await add(shop)
    }

    /// Adds what is new in `shop`.
    package func add(_ shop: SmallShop) async throws {
        _ = try await records.catalogue.upsert(messages: shop.messages)
        _ = try await records.catalogue.upsert(campaigns: shop.campaigns)
        _ = try await records.events.append(shop.events)
    }

    /// Settings that build the small shop in about a second.
    package static var configuration: IndexConfiguration {
        var configuration = IndexConfiguration()
        configuration.booster.rounds = 20
        configuration.booster.maxDepth = 3
        return configuration
    }

    /// A pipeline over this world.
    package func pipeline(
        threads: Int = 2, observer: any IndexingObserver = SilentObserver(),
        afterStage: @escaping @Sendable (IndexingStage) throws -> Void = { _ in }
    ) throws -> IndexingPipeline {
        IndexingPipeline(
            records: records, store: snapshots, encoder: try TestModel.encoder(), configuration: Self.configuration,
            threads: threads, observer: observer, afterStage: afterStage)
    }

    /// Builds and publishes a snapshot, and opens it.
    @discardableResult
    package func build(threads: Int = 2) async throws -> Snapshot {
        let report = try await pipeline(threads: threads).run()
        return try snapshots.open(report.snapshotID, verifying: .checksums)
    }

    /// A world whose snapshot was built before: the same for every caller, copied into a folder of its own.
    package static func built(database: String? = nil) async throws -> TestWorld {
        let world = try await TestWorld(database: database)
        try world.folder.copySnapshots(from: try await SharedBuild.shared.home())
        return world
    }
}

/// Builds the small shop once a process.
private actor SharedBuild {
    static let shared = SharedBuild()
    private var task: Task<TestWorld, any Error>?

    func home() async throws -> String {
        let task =
            self.task
            ?? Task {
                let world = try await TestWorld()
                try await world.build()
                return world
            }
        self.task = task
        return try await task.value.home
    }
}

/// Hears a build and says nothing.
package struct SilentObserver: IndexingObserver {
    package init() {}
    package func stageStarted(_ stage: IndexingStage) {}
    package func stageAdvanced(_ stage: IndexingStage, done: Int, total: Int) {}
    package func stageFinished(_ report: StageReport) {}
}

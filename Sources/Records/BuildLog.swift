package import Domain
import Storage

/// How an index build ended.
package enum BuildStatus: String, Sendable, CaseIterable, Codable {
    /// It runs, or its process ended without a word.
    case running
    /// Its snapshot was published.
    case published
    /// It threw.
    case failed
}

/// One index build.
package struct BuildRecord: Sendable, Hashable {
    /// The build's own name.
    package let id: String
    /// The snapshot that it made, once it has one.
    package let snapshotID: String?
    /// When it started.
    package let startedAt: Instant
    /// When it ended; nil while it runs.
    package let finishedAt: Instant?
    /// How it ended.
    package let status: BuildStatus
    /// Its stages with their times and sizes, as JSON.
    package let stagesJSON: String
    /// Why it failed, or what an operator should know.
    package let message: String?

    package init(
        id: String, snapshotID: String?, startedAt: Instant, finishedAt: Instant?, status: BuildStatus,
        stagesJSON: String, message: String?
    ) {
        self.id = id
        self.snapshotID = snapshotID
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.status = status
        self.stagesJSON = stagesJSON
        self.message = message
    }
}

/// The history of index builds.
package struct BuildLog: Sendable {
    private let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    private static let columns: [StaticString] = [
        "build_id", "snapshot_id", "started_at", "finished_at", "status", "stages", "message",
    ]

    /// Writes a build's row, in place of the one it had: at its start, and again at its end.
    package func save(_ build: BuildRecord) async throws {
        try await database.write { connection in
            _ = try connection.insert(
                into: "builds", columns: Self.columns,
                rows: [
                    [
                        .text(build.id), build.snapshotID.sqlValue, build.startedAt.sqlValue,
                        build.finishedAt.sqlValue, .text(build.status.rawValue), .text(build.stagesJSON),
                        build.message.sqlValue,
                    ]
                ], onConflict: .replace(keys: ["build_id"]))
        }
    }

    /// The latest builds, latest first.
    package func list(limit: Int) async throws -> [BuildRecord] {
        try await database.read { connection in
            try connection.query(
                "SELECT * FROM builds ORDER BY started_at DESC, build_id DESC LIMIT \(max(0, limit))"
            ).map(Self.build)
        }
    }

    /// One build, or nil where there is none of this name.
    package func find(_ id: String) async throws -> BuildRecord? {
        try await database.read { connection in
            try connection.first("SELECT * FROM builds WHERE build_id = \(id)").map(Self.build)
        }
    }

    /// The latest build that published a snapshot, or found that it still holds; nil where none is known.
    package func publishing(_ snapshotID: String) async throws -> BuildRecord? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT * FROM builds WHERE snapshot_id = \(snapshotID) AND status = \(BuildStatus.published.rawValue)
                ORDER BY started_at DESC LIMIT 1
                """
            ).map(Self.build)
        }
    }

    private static func build(_ row: SQLRow) throws(StorageError) -> BuildRecord {
        BuildRecord(
            id: try row.text("build_id"), snapshotID: try row.optionalText("snapshot_id"),
            startedAt: try row.instant("started_at"), finishedAt: try row.optionalInstant("finished_at"),
            status: try row.choice("status"), stagesJSON: try row.text("stages"),
            message: try row.optionalText("message"))
    }
}

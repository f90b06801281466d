internal import Domain
internal import Records
internal import Snapshots

/// `/healthz` and `/readyz`: whether the process lives, and whether it can answer.
struct HealthRoutes: Sendable {
    let holder: SnapshotHolder
    let records: RecordStore

    var routes: [Route] {
        [
            .get("/healthz") { _ in
                var writer = JSONWriter()
                writer.object { $0.member("status", "alive") }
                return Reply(writer.bytes)
            },
            .get("/readyz") { _ in
                let pinned = try holder.pinned()
                do {
                    try await records.ping()
                } catch {
                    throw Problem(.notReady, detail: "The SQL store does not answer.", retryAfter: 5)
                }
                var writer = JSONWriter()
                writer.object { writer in
                    writer.member("status", "ready")
                    writer.member("snapshot_id", pinned.id)
                    writer.member("as_of", pinned.manifest.asOf.description)
                }
                return Reply(writer.bytes)
            },
        ]
    }
}

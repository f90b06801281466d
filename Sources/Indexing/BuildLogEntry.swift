internal import Domain
internal import Foundation
internal import Records

/// The row of one build in the history of builds: written when it starts and again when it ends.
struct BuildLogEntry: Sendable {
    private let records: RecordStore
    private let id = UUID().uuidString.lowercased()
    private let startedAt = WallClock.now()

    init(records: RecordStore) { self.records = records }

    func write(_ status: BuildStatus, snapshotID: String?, stages: [StageReport], message: String?) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(stages), as: UTF8.self)
        try await records.builds.save(
            BuildRecord(
                id: id, snapshotID: snapshotID, startedAt: startedAt,
                finishedAt: status == .running ? nil : WallClock.now(),
                status: status, stagesJSON: json, message: message))
    }
}

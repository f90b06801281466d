import Foundation
import Snapshots
import Testing

/// Damages files and reads what is left.
enum FileDamage {
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Puts a manifest and its right checksum into a snapshot's folder.
    static func replaceManifest(in folder: String, by bytes: [UInt8]) throws {
        try write(bytes, to: folder + "/" + Manifest.fileName)
        try write(Array((Checksum.sha256(bytes) + "\n").utf8), to: folder + "/" + Manifest.checksumFileName)
    }

    /// The `SnapshotError` that `body` throws; anything else is an issue.
    static func error(of body: () throws -> Void) -> SnapshotError? {
        do {
            try body()
            return nil
        } catch let error as SnapshotError {
            return error
        } catch {
            Issue.record("not a SnapshotError: \(error)")
            return nil
        }
    }
}

package import Domain
internal import Foundation

/// The folder of published snapshots, and which of them is current.
///
/// ## Format
/// `<home>/snapshots/<id>/` holds one snapshot each; `<home>/current` is a symbolic link to one of them, replaced by
/// one `rename`, so a reader sees the old or the new and never neither.
///
/// - Thread safety: a value without state; the file system decides.
package struct SnapshotStore: Sendable {
    /// The folder that holds `snapshots/` and `current`.
    package let home: String

    package init(home: String) { self.home = home }

    /// How much of a snapshot is checked when it is opened.
    package enum Verification: Sendable {
        /// Manifest, headers, sizes, and every offset and ordinal; embeddings are not read.
        case structure
        /// Those, the SHA-256 of every file, and that every embedding is finite.
        case checksums
    }

    var snapshotsFolder: String { home + "/snapshots" }

    /// The folder of a snapshot, whether it exists or not.
    package func folder(of id: String) -> String { snapshotsFolder + "/" + id }

    /// The id of the current snapshot, or nil where none was published.
    package func currentID() throws -> String? {
        let link = home + "/current"
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else { return nil }
        let id = String(target.split(separator: "/").last ?? "")
        return Self.isValidID(id) ? id : nil
    }

    /// Every published snapshot, the newest as-of time first; unreadable ones are listed with the reason.
    package func list() throws -> [SnapshotSummary] {
        let current = try currentID()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: snapshotsFolder)) ?? []
        let summaries = names.filter(Self.isValidID).map { id -> SnapshotSummary in
            do {
                let manifest = try Self.manifest(in: folder(of: id))
                return SnapshotSummary(
                    id: id, asOf: manifest.asOf, isCurrent: id == current,
                    bytes: manifest.files.reduce(0) { $0 + $1.bytes }, counts: manifest.counts, problem: nil)
            } catch {
                return SnapshotSummary(
                    id: id, asOf: nil, isCurrent: id == current, bytes: 0, counts: nil, problem: "\(error)")
            }
        }
        return summaries.sorted {
            ($0.asOf ?? Instant(milliseconds: 0), $0.id) > ($1.asOf ?? Instant(milliseconds: 0), $1.id)
        }
    }

    /// Maps and checks a published snapshot.
    ///
    /// - Throws: `SnapshotError`; a damaged file never traps.
    package func open(_ id: String, verifying: Verification = .structure) throws -> Snapshot {
        let folder = try existingFolder(of: id)
        let snapshot = try Snapshot(folder: folder, verifying: verifying)
        // Cache keys and kept explanations go by the manifest's id, so a copy under another name must not pass for it.
        guard snapshot.id == id else {
            throw SnapshotError.corrupt(
                file: "\(folder)/\(Manifest.fileName)", expected: "the id \"\(id)\"", found: "\"\(snapshot.id)\"")
        }
        return snapshot
    }

    /// Maps and checks the current snapshot.
    ///
    /// - Throws: `SnapshotError.notFound` when none was published.
    package func openCurrent(verifying: Verification = .structure) throws -> Snapshot {
        guard let id = try currentID() else { throw SnapshotError.notFound(id: "current") }
        return try open(id, verifying: verifying)
    }

    /// Makes a published snapshot current in one atomic step, after checking that it opens.
    package func activate(_ id: String) throws {
        _ = try open(id, verifying: .checksums)
        try switchCurrent(to: id)
    }

    func switchCurrent(to id: String) throws {
        // A name of its own, since two threads or programs may switch at once; the last one wins.
        let temporary = home + "/.current-" + UUID().uuidString
        guard symlink("snapshots/" + id, temporary) == 0, rename(temporary, home + "/current") == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            throw SnapshotError.cannotWrite(file: home + "/current", reason: reason)
        }
        try SnapshotDraft.synchronize(folder: home)
    }

    func existingFolder(of id: String) throws -> String {
        guard Self.isValidID(id), FileManager.default.fileExists(atPath: folder(of: id)) else {
            throw SnapshotError.notFound(id: id)
        }
        return folder(of: id)
    }

    /// Letters, digits, `-` only, so an id from outside is never a path.
    static func isValidID(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 64
            && id.utf8.allSatisfy {
                ($0 >= 48 && $0 <= 57) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122) || $0 == 45
            }
    }

    /// Reads and checks the manifest of a snapshot's folder.
    static func manifest(in folder: String) throws -> Manifest {
        let path = folder + "/" + Manifest.fileName
        let bytes = try contents(of: path)
        let expected = String(decoding: try contents(of: folder + "/" + Manifest.checksumFileName), as: UTF8.self)
        let found = Checksum.sha256(bytes)
        guard expected == found + "\n" else {
            throw SnapshotError.corrupt(
                file: path, expected: "SHA-256 \(expected.prefix(16))…", found: "\(found.prefix(16))…")
        }
        return try Manifest.decoded(bytes, path: path)
    }

    static func contents(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw SnapshotError.unreadable(file: path, reason: "missing or not readable")
        }
    }
}

/// One line of a list of snapshots.
package struct SnapshotSummary: Sendable, Equatable {
    package let id: String
    /// The batch's "now"; nil where the manifest cannot be read.
    package let asOf: Instant?
    package let isCurrent: Bool
    /// The size of all files together.
    package let bytes: Int
    package let counts: Manifest.Counts?
    /// Why the snapshot cannot be read, where it cannot.
    package let problem: String?
}

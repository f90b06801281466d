internal import Foundation

/// A snapshot being written: a folder beside the published ones that becomes one of them by a single rename.
///
/// A build that dies leaves a folder whose name starts with a dot; no reader looks there and the next build removes it.
/// One home has one draft at a time: it is locked until the draft is published or the last copy of it goes away.
package struct SnapshotDraft {
    /// The folder being written.
    package let folder: String
    private let store: SnapshotStore
    private let lock: BuildLock

    /// Starts an empty draft, and removes what an earlier build left behind.
    ///
    /// - Throws: `SnapshotError.buildRunning` while another draft of the home exists, `.cannotWrite`.
    package init(store: SnapshotStore) throws {
        self.store = store
        let manager = FileManager.default
        self.folder = store.snapshotsFolder + "/.building"
        do {
            try manager.createDirectory(atPath: store.snapshotsFolder, withIntermediateDirectories: true)
            lock = try BuildLock(folder: store.snapshotsFolder)
            try? manager.removeItem(atPath: folder)
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError.cannotWrite(file: folder, reason: "\(error)")
        }
    }

    /// Writes every part of a snapshot but its manifest, and returns what was written with its checksums.
    package func write(_ contents: SnapshotContents) throws -> [Manifest.FileRecord] {
        try contents.write(to: folder)
        return try SnapshotContents.fileNames.map { name in
            let path = folder + "/" + name
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return Manifest.FileRecord(name: name, bytes: size ?? 0, sha256: try Checksum.sha256(file: path))
        }
    }

    /// Writes the manifest and its checksum; the draft can then be opened like a published snapshot.
    package func seal(_ manifest: Manifest) throws {
        let bytes = try manifest.encoded()
        try Self.write(bytes, to: folder + "/" + Manifest.fileName)
        try Self.write(
            Array((Checksum.sha256(bytes) + "\n").utf8), to: folder + "/" + Manifest.checksumFileName)
        try Self.synchronize(folder: folder)
    }

    /// Opens the sealed draft as a reader would, checksums included.
    package func open() throws -> Snapshot {
        try Snapshot(folder: folder, verifying: .checksums)
    }

    /// Moves the draft to its place and makes it current.
    ///
    /// Where a snapshot of the same id is there already it holds the same bytes, if it is whole: then the draft is
    /// dropped; a damaged one changes places with the draft in one step.
    package func publish(id: String) throws {
        guard SnapshotStore.isValidID(id), try SnapshotStore.manifest(in: folder).id == id else {
            throw SnapshotError.invalid(reason: "its manifest does not have the id \"\(id)\"")
        }
        let target = store.folder(of: id)
        let manager = FileManager.default
        if manager.fileExists(atPath: target) {
            if (try? store.open(id, verifying: .checksums)) != nil {
                try? manager.removeItem(atPath: folder)
                return try store.switchCurrent(to: id)
            }
            guard FolderExchange.swap(folder, target) else {
                throw SnapshotError.cannotWrite(file: target, reason: String(cString: strerror(errno)))
            }
            discard()
        } else {
            guard rename(folder, target) == 0 else {
                throw SnapshotError.cannotWrite(file: target, reason: String(cString: strerror(errno)))
            }
        }
        try Self.synchronize(folder: store.snapshotsFolder)
        try store.switchCurrent(to: id)
    }

    /// Removes the draft.
    package func discard() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try DurableFile.write(to: path) { try $0.write(contentsOf: Data(bytes)) }
    }

    /// Forces a folder's entries to disk, so that a rename in it outlives a power cut.
    static func synchronize(folder: String) throws {
        let descriptor = Foundation.open(folder, O_RDONLY)
        guard descriptor >= 0 else {
            throw SnapshotError.cannotWrite(file: folder, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw SnapshotError.cannotWrite(file: folder, reason: String(cString: strerror(errno)))
        }
    }
}

/// One published snapshot: its manifest and its mapped contents, all checked when it was opened.
///
/// Copying it copies references; the files stay mapped until the last copy goes, even if the folder is removed.
///
/// - Thread safety: immutable.
package struct Snapshot: Sendable {
    package let manifest: Manifest
    package let contents: SnapshotContents

    /// Ids, texts, campaigns.
    package var catalogue: CatalogueColumns { contents.catalogue }
    /// The folder's name.
    package var id: String { manifest.id }

    /// A snapshot in memory, of which nothing lies on disk: for parts that were just made.
    package init(manifest: Manifest, contents: SnapshotContents) {
        self.manifest = manifest
        self.contents = contents
    }

    /// Maps the snapshot in `folder`.
    ///
    /// - Throws: `SnapshotError` naming the file at fault.
    init(folder: String, verifying: SnapshotStore.Verification) throws {
        let manifest = try SnapshotStore.manifest(in: folder)
        guard manifest.files.map(\.name) == SnapshotContents.fileNames else {
            throw SnapshotError.corrupt(
                file: "\(folder)/\(Manifest.fileName)",
                expected: "the files \(SnapshotContents.fileNames.joined(separator: ", "))",
                found: manifest.files.map(\.name).joined(separator: ", "))
        }
        for file in manifest.files {
            try Self.check(file, in: folder, verifying: verifying)
        }
        self.manifest = manifest
        self.contents = try SnapshotContents(folder: folder, manifest: manifest, verifying: verifying)
    }

    private static func check(
        _ file: Manifest.FileRecord, in folder: String, verifying: SnapshotStore.Verification
    ) throws {
        let path = "\(folder)/\(file.name)"
        let size = try FileSize.of(path)
        guard size == file.bytes else {
            throw SnapshotError.corrupt(file: path, expected: "\(file.bytes) bytes", found: "\(size) bytes")
        }
        guard verifying == .checksums else { return }
        let digest = try Checksum.sha256(file: path)
        guard digest == file.sha256 else {
            throw SnapshotError.corrupt(
                file: path, expected: "SHA-256 \(file.sha256.prefix(16))…", found: "\(digest.prefix(16))…")
        }
    }
}

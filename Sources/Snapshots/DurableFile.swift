internal import Foundation

/// Writes the files of a snapshot: opened once, written to the end, forced to disk.
enum DurableFile {
    /// Creates or empties the file at `path` and hands it to `body`.
    ///
    /// - Throws: `SnapshotError.cannotWrite` naming the file, whatever failed.
    static func write(to path: String, _ body: (FileHandle) throws -> Void) throws {
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw SnapshotError.cannotWrite(file: path, reason: String(cString: strerror(errno)))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        defer { try? handle.close() }
        do {
            try body(handle)
            try handle.synchronize()
        } catch {
            throw SnapshotError.cannotWrite(file: path, reason: "\(error)")
        }
    }
}

internal import Foundation

/// Asks the file system for the size of a file.
enum FileSize {
    /// The size in bytes.
    ///
    /// - Throws: `SnapshotError.unreadable`.
    static func of(_ path: String) throws -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = attributes?[.size] as? Int else {
            throw SnapshotError.unreadable(file: path, reason: "missing or not readable")
        }
        return size
    }
}

internal import Columns
internal import Foundation
internal import SemanticSearch
internal import Synchronization

/// Vectors in a file of their own that is mapped and has no name any more: it goes with its last reader.
///
/// - Thread safety: by its mutex.
final class MappedVectors: Sendable {
    /// After how many queries the memory of the vectors they touched is given back.
    ///
    /// A touched row brings up to 64 KiB around it into this process, where the system has them in its own cache, and a
    /// search for ten touches 23 rows: so this bounds the share of the vectors in memory to about 6 MiB.
    static let queriesBetweenReleases = 4

    /// The mapped file.
    let file: MappedFile
    /// The vectors in it.
    let vectors: VectorColumn
    private let greatest = Mutex<Int?>(nil)

    /// Writes `vectors` to the folder of temporary files, and maps them.
    init(copying vectors: VectorColumn) throws {
        let path = FileManager.default.temporaryDirectory.path + "/murmur-vectors-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw InputError(file: path, reason: "cannot be written") }
        try vectors.values.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: 16 << 20) {
                try handle.write(contentsOf: Data(bytes[start..<min(start + 16 << 20, bytes.count)]))
            }
        }
        try handle.close()
        file = try MappedFile(path: path)
        self.vectors = try VectorColumn(
            checked: FlatColumn(mapped: file, offset: 0, count: vectors.values.count), dimension: vectors.dimension)
    }

    /// Remembers how much of the file is in memory just now, if it is more than ever.
    func notePeak() {
        guard let bytes = file.residentBytes else { return }
        greatest.withLock { $0 = max($0 ?? 0, bytes) }
    }

    /// The most of the file that was seen in memory; nil before `notePeak`.
    var peak: Int? { greatest.withLock { $0 } }
}

internal import Columns
internal import SemanticSearch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Vectors in a file of their own that is mapped and has no name any more: it goes with its last reader.
///
/// - Thread safety: by its mutex.
final class MappedVectors: Sendable {
    /// After how many queries the rows they compared are forgotten.
    static let queriesBetweenDrops = 4

    /// The vectors in the file.
    let vectors: VectorColumn
    private let file: MappedFile
    private let descriptor: Int32
    private let greatest = Mutex<Int?>(nil)

    /// Writes `vectors` to a file in the folder of temporary files, through to the disk, and maps it.
    ///
    /// - Throws: `InputError` or `ColumnError` with the system's reason.
    init(copying vectors: VectorColumn) throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let path = "\(folder)/murmur-vectors-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw InputError(file: path, reason: String(cString: strerror(errno)))
        }
        defer { unlink(path) }
        do {
            try Self.write(vectors, to: descriptor, path: path)
            file = try MappedFile(path: path)
            self.vectors = try VectorColumn(
                checked: FlatColumn(mapped: file, offset: 0, count: vectors.values.count),
                dimension: vectors.dimension)
        } catch {
            _ = close(descriptor)
            throw error
        }
    }

    deinit { _ = close(descriptor) }

    private static func write(_ vectors: VectorColumn, to descriptor: Int32, path: String) throws {
        try vectors.values.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let piece = UnsafeRawBufferPointer(rebasing: bytes[written..<min(bytes.count, written + 16 << 20)])
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
                #else
                    let count = Darwin.write(descriptor, piece.baseAddress, piece.count)
                #endif
                guard count > 0 else { throw InputError(file: path, reason: String(cString: strerror(errno))) }
                written += count
            }
        }
        // What is not on the disk yet cannot be forgotten.
        guard fsync(descriptor) == 0 else { throw InputError(file: path, reason: String(cString: strerror(errno))) }
    }

    /// Makes all rows quick to read, for what is not measured.
    func expectAll() { file.expect(.sequential) }

    /// Forgets the rows in memory, this process's and, where it can be told to, the system's: the next ones are read
    /// from the disk, one by one.
    func drop() {
        file.expect(.random)
        file.release()
        #if os(Linux)
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }

    /// Remembers how much of the file is in memory just now, if it is more than ever.
    func notePeak() {
        guard let bytes = file.residentBytes else { return }
        greatest.withLock { $0 = max($0 ?? 0, bytes) }
    }

    /// The most of the file that was seen in memory; nil before `notePeak`.
    var peak: Int? { greatest.withLock { $0 } }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A whole file mapped read-only into memory, unmapped when the last owner lets go.
///
/// The mapping outlives a rename or removal of the file, so a server keeps answering from a pruned snapshot.
///
/// - Thread safety: immutable after creation.
package final class MappedFile: Sendable {
    /// The path that was opened, for messages.
    package let path: String
    /// The file's size in bytes.
    package let count: Int
    let address: UInt

    /// Maps the file at `path`.
    ///
    /// - Throws: `ColumnError.cannotOpen` with the system's reason.
    package init(path: String) throws(ColumnError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, code: errno) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotOpen(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotOpen(path: path, code: EISDIR) }
        self.path = path
        self.count = Int(status.st_size)
        guard self.count > 0 else {
            self.address = 0
            return
        }
        let mapping = mmap(nil, self.count, PROT_READ, MAP_SHARED, descriptor, 0)
        guard let mapping, mapping != MAP_FAILED else { throw .cannotOpen(path: path, code: errno) }
        self.address = UInt(bitPattern: mapping)
    }

    deinit {
        if count > 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
    }

    /// Calls `body` with the file's bytes; the buffer must not leave the closure.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) {
            try body(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
        }
    }
}

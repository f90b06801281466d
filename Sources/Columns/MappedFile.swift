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

    /// How a file will be read.
    package enum Access: Sendable {
        /// From front to back, or all of it again and again: what lies ahead is worth reading.
        case sequential
        /// Small pieces here and there: nothing beside them is worth reading.
        case random
    }

    /// Tells the system how the file will be read; a hint, without which everything works as well.
    package func expect(_ access: Access) {
        guard count > 0 else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: address), count, access == .random ? MADV_RANDOM : MADV_NORMAL)
    }

    /// Gives the memory of the pages read so far back to the system; reading them again maps them again.
    package func release() {
        guard count > 0 else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: address), count, MADV_DONTNEED)
    }

    /// The bytes of the file that this process has in memory just now, whole pages; nil where the system does not say.
    ///
    /// - Complexity: reads the process's list of mappings.
    package var residentBytes: Int? {
        #if os(Linux)
            guard count > 0 else { return 0 }
            guard let list = fopen("/proc/self/smaps", "r") else { return nil }
            defer { fclose(list) }
            // A mapping's own line starts with its address in hexadecimal; "Rss:" is one of the lines below it.
            let start = String(address, radix: 16) + "-"
            var line = [CChar](repeating: 0, count: 4096)
            var isOurs = false
            while fgets(&line, Int32(line.count), list) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if text.hasPrefix(start) { isOurs = true }
                guard isOurs, text.hasPrefix("Rss:") else { continue }
                return Int(text.filter(\.isNumber)).map { $0 * 1024 }
            }
        #endif
        return nil
    }

    /// Calls `body` with the file's bytes; the buffer must not leave the closure.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) {
            try body(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
        }
    }
}

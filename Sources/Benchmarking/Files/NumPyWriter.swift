#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Writes rows of 32-bit floats as a `.npy` file that appears whole or not at all.
///
/// The rows go to a file beside the target; `finish` makes them durable and renames it. A writer that is let go before
/// leaves nothing behind.
///
/// - Thread safety: for one thread at a time.
package final class NumPyWriter {
    private let path: String
    private let partial: String
    private let expected: Int
    private var written = 0
    private var descriptor: Int32

    /// Begins a file of `rows` × `columns` floats at `path`.
    ///
    /// - Throws: `InputError` with the system's reason when no file can be made there.
    package init(path: String, rows: Int, columns: Int) throws(InputError) {
        self.path = path
        partial = "\(path).partial-\(getpid())"
        expected = rows * columns
        descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, "cannot be written") }
        try write(NumPyHeader.bytes(rows: rows, columns: columns))
    }

    deinit { discard() }

    /// Appends the values of some rows.
    ///
    /// - Throws: `InputError` when they do not fit on the disk, or are more than were announced.
    package func append(_ values: [Float]) throws(InputError) {
        guard values.count <= expected - written else {
            throw InputError(file: path, reason: "more values than the \(expected) announced")
        }
        written += values.count
        #if _endian(big)
            #error("the format is little-endian")
        #endif
        try values.withUnsafeBytes { bytes in
            Result { () throws(InputError) in try write(bytes) }
        }.get()
    }

    /// Makes the file durable and puts it in its place.
    ///
    /// - Throws: `InputError` when values are missing or the system refuses.
    package func finish() throws(InputError) {
        guard written == expected else {
            throw InputError(file: path, reason: "\(expected) values were announced, \(written) written")
        }
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw Self.failure(path, "cannot be written") }
        descriptor = -1
        guard rename(partial, path) == 0 else {
            let error = Self.failure(path, "cannot be put in place")
            unlink(partial)
            throw error
        }
    }

    private func discard() {
        guard descriptor >= 0 else { return }
        _ = close(descriptor)
        unlink(partial)
        descriptor = -1
    }

    private func write(_ bytes: some Collection<UInt8>) throws(InputError) {
        try Array(bytes).withUnsafeBytes { bytes in
            Result { () throws(InputError) in try write(bytes) }
        }.get()
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(InputError) {
        var done = 0
        while done < bytes.count {
            let count = writeSome(UnsafeRawBufferPointer(rebasing: bytes[done...]))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path, "cannot be written") }
            done += count
        }
    }

    private func writeSome(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func failure(_ path: String, _ what: String) -> InputError {
        InputError(file: path, reason: "\(what): \(String(cString: strerror(errno)))")
    }
}

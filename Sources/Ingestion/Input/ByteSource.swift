#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Bytes that come in pieces.
protocol ByteSource: AnyObject {
    /// The next piece, at most about `pieceSize` bytes; empty at the end.
    ///
    /// - Throws: `InputDamage` where the bytes break off, and after it nothing more comes.
    func next() throws -> [UInt8]
    /// How many bytes of the input have been taken, as they lie on disk.
    var position: Int64 { get }
}

/// How many bytes a source delivers at a time.
let pieceSize = 256 * 1024

/// The bytes of a body that is in memory already.
final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private(set) var position: Int64 = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func next() -> [UInt8] {
        let start = Int(position)
        let piece = bytes[start..<min(start + pieceSize, bytes.count)]
        position += Int64(piece.count)
        return Array(piece)
    }
}

/// The bytes of a file, read as they are needed.
final class FileSource: ByteSource {
    private let descriptor: Int32
    private let path: String
    private(set) var position: Int64 = 0
    /// The size of the file when it was opened, in bytes.
    let size: Int64
    /// Opens a regular file or a pipe.
    ///
    /// - Throws: `IngestInputError` where there is no file that may be read.
    init(path: String) throws(IngestInputError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw IngestInputError(source: path, reason: String(cString: strerror(errno)).lowercased())
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw IngestInputError(source: path, reason: "expected a file, got a folder")
        }
        size = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Whether there is a file that can be read a second time, which a pipe cannot.
    static func isRegular(path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    func next() throws -> [UInt8] {
        let descriptor = descriptor
        var failure: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, count in
            var result: Int
            repeat { result = read(descriptor, buffer.baseAddress, pieceSize) } while result < 0 && errno == EINTR
            if result < 0 { failure = errno }
            count = max(0, result)
        }
        guard failure == 0 else {
            throw InputDamage(
                source: path, byteOffset: position, reason: String(cString: strerror(failure)).lowercased())
        }
        position += Int64(piece.count)
        return piece
    }
}

internal import Columns

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The bytes of a file, mapped where it is plain and inflated where it is gzipped, with reads that check their bounds.
///
/// - Thread safety: immutable.
package struct InputFile: Sendable {
    /// What gzipped files may inflate to, so that a small hostile file cannot fill the memory.
    package static let largestInflated = 16 << 30

    /// The file as the caller named it, for messages.
    package let name: String
    /// The mapping when the file is plain; nil when its bytes were inflated or given.
    let mapping: MappedFile?
    private let inflated: [UInt8]

    /// Opens the file at `path`; whether it is gzipped is told by its first two bytes.
    ///
    /// - Throws: `InputError` when it cannot be read or its gzip data is damaged.
    package init(path: String) throws(InputError) {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch .cannotOpen(_, let code) {
            throw InputError(file: path, reason: String(cString: strerror(code)))
        } catch {
            throw InputError(file: path, reason: "\(error)")
        }
        let content = try file.withUnsafeBytes { bytes in
            Result { () throws(InputError) in try Self.inflate(bytes, name: path) }
        }.get()
        name = path
        mapping = content == nil ? file : nil
        inflated = content ?? []
    }

    /// Takes bytes that were read already.
    ///
    /// - Throws: `InputError` when they are damaged gzip data.
    package init(name: String, bytes: [UInt8]) throws(InputError) {
        let content = try bytes.withUnsafeBytes { bytes in
            Result { () throws(InputError) in try Self.inflate(bytes, name: name) }
        }.get()
        self.name = name
        mapping = nil
        inflated = content ?? bytes
    }

    /// The number of bytes.
    package var count: Int { mapping?.count ?? inflated.count }

    /// Calls `body` with the bytes; the buffer must not leave the closure.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        guard let mapping else { return try inflated.withUnsafeBytes(body) }
        return try mapping.withUnsafeBytes(body)
    }

    /// The whole number at `offset`, in the byte order asked for.
    ///
    /// - Throws: `InputError` when the file ends before it.
    func integer<Value: FixedWidthInteger>(
        at offset: Int, as type: Value.Type, bigEndian: Bool = false
    ) throws(InputError) -> Value {
        let size = MemoryLayout<Value>.size
        guard offset >= 0, offset <= count, size <= count - offset else {
            throw InputError(file: name, offset: count, reason: "expected \(size) bytes at \(offset), found the end")
        }
        let raw = withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
        return bigEndian ? Value(bigEndian: raw) : Value(littleEndian: raw)
    }

    /// - Throws: `InputError` unless exactly `rows` × `columns` elements of `size` bytes follow the first `offset` bytes.
    func expect(rows: Int, columns: Int, size: Int, after offset: Int) throws(InputError) {
        let (elements, overflow) = rows.multipliedReportingOverflow(by: columns)
        let (length, overflowToo) = elements.multipliedReportingOverflow(by: size)
        guard rows >= 0, columns >= 0, !overflow, !overflowToo, offset <= count, length == count - offset else {
            throw InputError(
                file: name, offset: offset,
                reason: "expected \(rows) × \(columns) values of \(size) bytes, found \(max(0, count - offset)) bytes")
        }
    }

    private static func inflate(_ bytes: UnsafeRawBufferPointer, name: String) throws(InputError) -> [UInt8]? {
        guard bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B else { return nil }
        return try GzipContent.inflate(bytes, name: name, limit: largestInflated)
    }
}

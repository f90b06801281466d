#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a file could not be mapped or a column not be viewed.
package enum ColumnError: Error, Equatable, CustomStringConvertible {
    /// The file could not be opened or mapped; `code` is the system's `errno`.
    case cannotOpen(path: String, code: Int32)
    /// The bytes asked for do not lie inside the file.
    case outOfBounds(path: String, offset: Int, length: Int, size: Int)
    /// The offset is not a multiple of the element's alignment.
    case misaligned(path: String, offset: Int)

    package var description: String {
        switch self {
        case .cannotOpen(let path, let code):
            "\(path): \(String(cString: strerror(code)))"
        case .outOfBounds(let path, let offset, let length, let size):
            "\(path): needs \(length) bytes at offset \(offset), but the file has \(size)"
        case .misaligned(let path, let offset):
            "\(path): offset \(offset) is not aligned"
        }
    }
}

/// Reads texts, one a line.
package enum TextLines {
    /// The lines of the file at `path`, plain or gzipped; an empty line is a text too, the last line's end begins none.
    ///
    /// A carriage return at the end of a line belongs to its end.
    ///
    /// - Throws: `InputError` with the line and its offset where the bytes are not UTF-8.
    package static func read(path: String) throws(InputError) -> [String] { try read(InputFile(path: path)) }

    /// The lines of a file that was opened.
    package static func read(_ file: InputFile) throws(InputError) -> [String] {
        try file.withUnsafeBytes { bytes in
            Result { () throws(InputError) in try lines(of: bytes, file: file.name) }
        }.get()
    }

    private static func lines(of bytes: UnsafeRawBufferPointer, file: String) throws(InputError) -> [String] {
        var lines: [String] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let hasReturn = end > start && bytes[end - 1] == 0x0D
            guard let line = String(validating: bytes[start..<(hasReturn ? end - 1 : end)], as: UTF8.self) else {
                throw InputError(file: file, offset: start, reason: "line \(lines.count + 1) is not UTF-8")
            }
            lines.append(line)
            start = end + 1
        }
        return lines
    }
}

internal import Columns
internal import SemanticSearch

/// Reads `.fvecs` and `.ivecs`: every row is its length as a 32-bit number and then that many 32-bit values.
enum VecsFile {
    /// The rows of an `.fvecs` file.
    ///
    /// - Throws: `InputError` for rows of different lengths, a file cut short, or a number that is not finite.
    static func vectors(_ file: InputFile) throws(InputError) -> VectorColumn {
        let (rows, columns) = try shape(of: file)
        let values = file.withUnsafeBytes { bytes in
            FlatColumn<Float>(count: rows * columns) { output in
                let output = UnsafeMutableRawBufferPointer(output)
                for row in 0..<rows {
                    let start = 4 * (row * (columns + 1) + 1)
                    UnsafeMutableRawBufferPointer(rebasing: output[4 * row * columns..<4 * (row + 1) * columns])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + 4 * columns]))
                }
            }
        }
        return try VectorFile.column(
            values, dimension: columns, file: file.name,
            offset: { 4 * ($0 / columns * (columns + 1) + 1 + $0 % columns) })
    }

    /// The rows of an `.ivecs` file.
    ///
    /// - Throws: `InputError` for rows of different lengths or a file cut short.
    static func ordinals(_ file: InputFile) throws(InputError) -> [[Int32]] {
        let (rows, columns) = try shape(of: file)
        return file.withUnsafeBytes { bytes in
            (0..<rows).map { row in
                (0..<columns).map { column in
                    let offset = 4 * (row * (columns + 1) + 1 + column)
                    return Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
                }
            }
        }
    }

    private static func shape(of file: InputFile) throws(InputError) -> (rows: Int, columns: Int) {
        let columns = Int(try file.integer(at: 0, as: Int32.self))
        guard (1...65536).contains(columns) else {
            throw InputError(
                file: file.name, offset: 0, reason: "expected a row of 1 to 65536 values, found \(columns)")
        }
        let stride = 4 * (columns + 1)
        guard file.count % stride == 0 else {
            throw InputError(
                file: file.name, offset: file.count / stride * stride,
                reason: "expected rows of \(stride) bytes, found \(file.count % stride) bytes at the end")
        }
        for row in 0..<file.count / stride {
            let found = try file.integer(at: row * stride, as: Int32.self)
            guard Int(found) == columns else {
                throw InputError(
                    file: file.name, offset: row * stride, reason: "expected a row of \(columns) values, found \(found)"
                )
            }
        }
        return (file.count / stride, columns)
    }
}

internal import Columns
internal import SemanticSearch

/// Reads idx files of unsigned bytes, the format of MNIST: the first dimension counts rows, the others make one row.
enum IdxFile {
    /// Whether bytes begin like an idx file of unsigned bytes.
    static func isIdx(_ file: InputFile) -> Bool { file.withUnsafeBytes { $0.starts(with: [0, 0, 8]) } }

    /// The rows of `file`, bytes as floats in `0 ... 255`.
    ///
    /// - Throws: `InputError` for a damaged file or one of less than two dimensions.
    static func vectors(_ file: InputFile) throws(InputError) -> VectorColumn {
        guard isIdx(file) else {
            throw InputError(file: file.name, offset: 0, reason: "expected the magic of an idx file of unsigned bytes")
        }
        let dimensions = Int(try file.integer(at: 3, as: UInt8.self))
        guard (2...8).contains(dimensions) else {
            throw InputError(file: file.name, offset: 3, reason: "expected 2 to 8 dimensions, found \(dimensions)")
        }
        let rows = Int(try file.integer(at: 4, as: UInt32.self, bigEndian: true))
        var columns = 1
        for dimension in 1..<dimensions {
            let offset = 4 + 4 * dimension
            let length = Int(try file.integer(at: offset, as: UInt32.self, bigEndian: true))
            guard length > 0, length <= 65536 / columns else {
                throw InputError(
                    file: file.name, offset: offset,
                    reason: "expected rows of 1 to 65536 values, found \(length) × \(columns)")
            }
            columns *= length
        }
        let start = 4 + 4 * dimensions
        try file.expect(rows: rows, columns: columns, size: 1, after: start)
        let values = file.withUnsafeBytes { bytes in
            FlatColumn<Float>(count: rows * columns) { output in
                for index in 0..<output.count { output.initializeElement(at: index, to: Float(bytes[start + index])) }
            }
        }
        return try VectorFile.column(values, dimension: columns, file: file.name, offset: { start + $0 })
    }
}

internal import Columns
internal import SemanticSearch

/// Reads arrays of two dimensions from `.npy` files.
enum NumPyFile {
    /// The rows of `file` as 32-bit floats; a plain file of those is used where it lies, without a copy.
    ///
    /// - Throws: `InputError` for a damaged file, another shape, or a number that is not finite as a 32-bit float.
    static func vectors(_ file: InputFile) throws(InputError) -> VectorColumn {
        let (header, rows, columns) = try shape(of: file)
        let values: FlatColumn<Float>
        if header.kind == .float, header.size == 4, !header.isBigEndian {
            values = floats(file, at: header.dataOffset, count: rows * columns)
        } else {
            values = file.withUnsafeBytes { bytes in
                FlatColumn(count: rows * columns) { output in
                    for index in 0..<output.count {
                        let number = number(in: bytes, at: header.dataOffset + index * header.size, header)
                        output.initializeElement(at: index, to: number)
                    }
                }
            }
        }
        return try VectorFile.column(
            values, dimension: columns, file: file.name, offset: { header.dataOffset + $0 * header.size })
    }

    /// The rows of `file` as ordinals.
    ///
    /// - Throws: `InputError` for a damaged file, another shape or kind of number, or one outside of 32 bits.
    static func ordinals(_ file: InputFile) throws(InputError) -> [[Int32]] {
        let (header, rows, columns) = try shape(of: file)
        guard header.kind != .float else {
            throw InputError(file: file.name, offset: 0, reason: "expected whole numbers, found floats")
        }
        var ordinals: [[Int32]] = []
        for row in 0..<rows {
            var line: [Int32] = []
            for column in 0..<columns {
                let offset = header.dataOffset + (row * columns + column) * header.size
                let bits = file.withUnsafeBytes { integerBits(in: $0, at: offset, header) }
                let ordinal =
                    header.kind == .signed ? Int32(exactly: signed(bits, size: header.size)) : Int32(exactly: bits)
                guard let ordinal else {
                    throw InputError(file: file.name, offset: offset, reason: "expected an ordinal of 32 bits")
                }
                line.append(ordinal)
            }
            ordinals.append(line)
        }
        return ordinals
    }

    private static func shape(
        of file: InputFile
    ) throws(InputError) -> (header: NumPyHeader, rows: Int, columns: Int) {
        let header = try NumPyHeader(file)
        guard header.shape.count == 2, header.shape[1] > 0 else {
            throw InputError(
                file: file.name, offset: 0, reason: "expected an array of rows and columns, found \(header.shape)")
        }
        try file.expect(
            rows: header.shape[0], columns: header.shape[1], size: header.size, after: header.dataOffset)
        return (header, header.shape[0], header.shape[1])
    }

    /// `count` little-endian floats from `offset`, which were checked to be there.
    private static func floats(_ file: InputFile, at offset: Int, count: Int) -> FlatColumn<Float> {
        if let mapping = file.mapping,
            let column = try? FlatColumn<Float>(mapped: mapping, offset: offset, count: count)
        {
            return column
        }
        return file.withUnsafeBytes { bytes in
            FlatColumn(count: count) { output in
                UnsafeMutableRawBufferPointer(output).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + 4 * count]))
            }
        }
    }

    private static func number(in bytes: UnsafeRawBufferPointer, at offset: Int, _ header: NumPyHeader) -> Float {
        let bits = integerBits(in: bytes, at: offset, header)
        switch header.kind {
        case .unsigned: return Float(bits)
        case .signed: return Float(signed(bits, size: header.size))
        case .float:
            switch header.size {
            case 2: return half(UInt16(truncatingIfNeeded: bits))
            case 4: return Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            default: return Float(Double(bitPattern: bits))
            }
        }
    }

    private static func integerBits(
        in bytes: UnsafeRawBufferPointer, at offset: Int, _ header: NumPyHeader
    ) -> UInt64 {
        (0..<header.size).reduce(0) { bits, index in
            bits << 8 | UInt64(bytes[offset + (header.isBigEndian ? index : header.size - 1 - index)])
        }
    }

    private static func signed(_ bits: UInt64, size: Int) -> Int64 {
        let unused = UInt64(64 - 8 * size)
        return Int64(bitPattern: bits << unused) >> Int64(unused)
    }

    /// A 16-bit float (IEEE 754 binary16), which not every platform of Swift has.
    static func half(_ bits: UInt16) -> Float {
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF) / 1024
        let magnitude: Float =
            switch exponent {
            case 0: fraction * 0x1p-14
            case 0x1F: fraction == 0 ? .infinity : .nan
            default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
            }
        return bits & 0x8000 == 0 ? magnitude : -magnitude
    }
}

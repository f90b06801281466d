/// What stands before the numbers of a `.npy` file, versions 1.0 to 3.0 of the format.
struct NumPyHeader: Equatable {
    /// How a number is kept.
    enum Kind: UInt8 {
        case float = 0x66
        case signed = 0x69
        case unsigned = 0x75
    }

    /// The kind of the numbers.
    let kind: Kind
    /// The bytes of one number: 1, 2, 4 or 8; not 1 for floats.
    let size: Int
    /// Whether the most significant byte comes first.
    let isBigEndian: Bool
    /// The lengths of the dimensions.
    let shape: [Int]
    /// The offset of the first number.
    let dataOffset: Int

    static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
    /// Far more than any header of an array of numbers, and little enough to read whole.
    private static let longest = 1 << 16

    /// Reads the header of `file`.
    ///
    /// - Throws: `InputError` for anything that is not a header of a C-ordered array of plain numbers.
    init(_ file: InputFile) throws(InputError) {
        let starts = file.withUnsafeBytes { $0.starts(with: Self.magic) }
        guard starts else {
            throw InputError(file: file.name, offset: 0, reason: "expected the magic of a NumPy file")
        }
        let version = try file.integer(at: 6, as: UInt8.self)
        guard (1...3).contains(version) else {
            throw InputError(file: file.name, offset: 6, reason: "expected format version 1, 2 or 3, found \(version)")
        }
        let start = version == 1 ? 10 : 12
        let length =
            version == 1
            ? Int(try file.integer(at: 8, as: UInt16.self)) : Int(try file.integer(at: 8, as: UInt32.self))
        guard length <= Self.longest, start + length <= file.count else {
            throw InputError(
                file: file.name, offset: 8,
                reason: "the header is said to have \(length) bytes, the file has \(file.count)")
        }
        let text = file.withUnsafeBytes { Array($0[start..<start + length]) }
        var literal = PythonLiteral(text, file: file.name, start: start)
        let entries = try literal.dictionary()
        guard Set(entries.keys) == ["descr", "fortran_order", "shape"],
            case .text(let type)? = entries["descr"], case .truth(let isFortran)? = entries["fortran_order"],
            case .tuple(let shape)? = entries["shape"]
        else {
            throw InputError(
                file: file.name, offset: start,
                reason: "expected a header with descr, fortran_order and shape of plain numbers")
        }
        guard !isFortran || shape.count < 2 else {
            throw InputError(file: file.name, offset: start, reason: "expected rows in C order, found Fortran order")
        }
        let code = Array(type.utf8)
        guard code.count == 3, let kind = Kind(rawValue: code[1]), "<>|=".utf8.contains(code[0]),
            let size = Int(String(decoding: code[2...], as: UTF8.self)), [1, 2, 4, 8].contains(size),
            size > 1 || kind != .float
        else {
            throw InputError(
                file: file.name, offset: start, reason: "expected numbers such as <f4, found \"\(type.prefix(40))\"")
        }
        self.kind = kind
        self.size = size
        self.isBigEndian = code[0] == 0x3E
        self.shape = shape
        self.dataOffset = start + length
    }

    /// The bytes of a version 1.0 header of `rows` × `columns` little-endian 32-bit floats, padded so that the numbers
    /// begin at a multiple of 64.
    static func bytes(rows: Int, columns: Int) -> [UInt8] {
        var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let unpadded = magic.count + 4 + text.utf8.count + 1
        text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = text.utf8.count
        return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
    }
}

internal import Columns

/// A `.safetensors` file: an eight-byte header length, a JSON header, and the tensors' bytes one after another.
///
/// The header is not trusted: its length, every offset, shape and type are checked against the file, and the tensors
/// have to cover the data section without gap or overlap, so a truncated or spliced file is refused.
///
/// - Complexity: opening is linear in the number of tensors; the data is only mapped.
/// - Thread safety: immutable.
struct SafetensorsFile: Sendable {
    /// Where one tensor lies, and what it holds.
    struct Tensor: Sendable, Equatable {
        let type: String
        let shape: [Int]
        /// The first byte, counted from the start of the file.
        let offset: Int
        let byteCount: Int
    }

    let path: String
    /// All tensors by name.
    let tensors: [String: Tensor]
    let file: MappedFile

    private static let longestHeader = 100 << 20

    /// Opens and checks the file at `path`.
    ///
    /// - Throws: `EncoderError.unreadable`, `.malformed` or `.tensor`.
    init(path: String) throws(EncoderError) {
        do {
            file = try MappedFile(path: path)
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
        self.path = path
        let size = file.count
        let (header, dataStart) = try file.withCheckedBytes { (bytes) throws(EncoderError) in
            guard size >= 8 else { throw .malformed(file: path, reason: "\(size) bytes are too few for a header") }
            let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
            guard length <= UInt64(min(size - 8, Self.longestHeader)) else {
                throw .malformed(file: path, reason: "the header claims \(length) bytes of a file of \(size)")
            }
            let text = UnsafeRawBufferPointer(rebasing: bytes[8..<8 + Int(length)])
            return (try ModelDirectory.decode(Header.self, bytes: text, file: path), 8 + Int(length))
        }
        var checked: [String: Tensor] = [:]
        for (name, entry) in header.entries {
            checked[name] = try Self.check(entry, name: name, path: path, dataStart: dataStart, size: size)
        }
        var end = dataStart
        for (name, tensor) in checked.sorted(by: { ($0.value.offset, $0.key) < ($1.value.offset, $1.key) }) {
            guard tensor.offset == end else {
                throw .tensor(file: path, name: name, reason: "starts at byte \(tensor.offset), expected \(end)")
            }
            end += tensor.byteCount
        }
        guard end == size else {
            throw .malformed(file: path, reason: "the tensors end at byte \(end), but the file has \(size)")
        }
        tensors = checked
    }

    private static func check(
        _ entry: Header.Entry, name: String, path: String, dataStart: Int, size: Int
    ) throws(EncoderError) -> Tensor {
        guard entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[0] <= entry.offsets[1],
            entry.offsets[1] <= size - dataStart
        else {
            throw .tensor(
                file: path, name: name,
                reason: "data_offsets \(entry.offsets) do not lie in the \(size - dataStart) bytes of data")
        }
        let bytes = entry.offsets[1] - entry.offsets[0]
        if let width = widths[entry.type] {
            var expected = width
            for extent in entry.shape {
                let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
                guard extent >= 0, !overflow else {
                    throw .tensor(file: path, name: name, reason: "the shape \(entry.shape) is not possible")
                }
                expected = product
            }
            guard expected == bytes else {
                throw .tensor(
                    file: path, name: name,
                    reason: "\(entry.type) of shape \(entry.shape) needs \(expected) bytes, but has \(bytes)")
            }
        }
        return Tensor(type: entry.type, shape: entry.shape, offset: dataStart + entry.offsets[0], byteCount: bytes)
    }

    private static let widths = [
        "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2,
        "U8": 1, "BOOL": 1,
    ]

    /// The numbers of a 32-bit float tensor of exactly this shape.
    ///
    /// - Throws: `EncoderError.tensor` when it is missing, of another type or shape, misaligned, or not finite.
    func floats(_ name: String, shape: [Int]) throws(EncoderError) -> FlatColumn<Float> {
        guard let tensor = tensors[name] else { throw .tensor(file: path, name: name, reason: "is missing") }
        guard tensor.type == "F32" else {
            throw .tensor(file: path, name: name, reason: "is \(tensor.type), expected F32")
        }
        guard tensor.shape == shape else {
            throw .tensor(file: path, name: name, reason: "has the shape \(tensor.shape), expected \(shape)")
        }
        do {
            return try FlatColumn(mapped: file, offset: tensor.offset, count: tensor.byteCount / 4)
        } catch {
            throw .tensor(file: path, name: name, reason: "\(error)")
        }
    }
}

/// The JSON header: tensors by name, beside free metadata.
private struct Header: Decodable {
    struct Entry: Decodable {
        let type: String
        let shape: [Int]
        let offsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let entries: [String: Entry]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        var entries: [String: Entry] = [:]
        for name in container.allKeys where name.stringValue != "__metadata__" {
            entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
        }
        self.entries = entries
    }
}

import Benchmarking
import Foundation
import SemanticSearch
import Testing

/// Bytes of the formats that the parsers read, and the error that they give for damaged ones.
enum SampleFiles {
    /// A `.npy` file of version 1.0 with the header's dictionary as given.
    static func numpy(header: String, data: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let length = header.utf8.count
        let count =
            version == 1
            ? [UInt8(length & 0xFF), UInt8(length >> 8)]
            : [UInt8(length & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length >> 16 & 0xFF), UInt8(length >> 24)]
        return [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version, 0] + count + Array(header.utf8) + data
    }

    /// A `.npy` file of rows of a type, such as `<f4`.
    static func numpy(type: String, shape: String, data: [UInt8]) -> [UInt8] {
        numpy(header: "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n", data: data)
    }

    /// The little-endian bytes of numbers.
    static func littleEndian(_ values: [some BitwiseCopyable]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

    /// `.fvecs` or `.ivecs` bytes of rows.
    static func vecs<Value: BitwiseCopyable>(_ rows: [[Value]]) -> [UInt8] {
        rows.flatMap { littleEndian([Int32($0.count)]) + littleEndian($0) }
    }

    /// An idx file of unsigned bytes.
    static func idx(dimensions: [UInt32], data: [UInt8]) -> [UInt8] {
        [0, 0, 8, UInt8(dimensions.count)] + dimensions.flatMap { littleEndian([$0.bigEndian]) } + data
    }

    /// The gzip member of `bytes`, in stored blocks.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var start = 0
        repeat {
            let end = min(bytes.count, start + 60_000)
            let length = UInt16(end - start)
            packed += [end == bytes.count ? 1 : 0] + littleEndian([length, ~length]) + bytes[start..<end]
            start = end
        } while start < bytes.count
        return packed + littleEndian([~crc, UInt32(bytes.count)])
    }

    /// The vectors of bytes that have a name.
    static func vectors(_ bytes: [UInt8], name: String) throws -> [[Float]] {
        let column = try VectorFile.vectors(InputFile(name: name, bytes: bytes))
        return (0..<column.count).map { column.row($0) }
    }

    /// The `InputError` of `body`; any other error, or none, is an issue.
    @discardableResult
    static func refusal(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) -> InputError? {
        do {
            try body()
            Issue.record("nothing was refused", sourceLocation: sourceLocation)
        } catch let error as InputError {
            return error
        } catch {
            Issue.record("not an InputError: \(error)", sourceLocation: sourceLocation)
        }
        return nil
    }

    /// A folder that is removed after `body`.
    static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmarking-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }
}

internal import Columns

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Reads the small files of a model's directory.
struct ModelDirectory {
    let path: String

    /// The path of a file of this model.
    func file(_ name: String) -> String { path + "/" + name }

    /// Maps a file.
    ///
    /// - Throws: `EncoderError.unreadable`.
    func map(_ name: String) throws(EncoderError) -> MappedFile {
        do {
            return try MappedFile(path: file(name))
        } catch {
            throw .unreadable(file: file(name), reason: "\(error)")
        }
    }

    /// Whether the directory has a readable file of this name.
    func has(_ name: String) -> Bool { (try? MappedFile(path: file(name))) != nil }

    /// The value that a JSON file of at most 16 MB holds.
    ///
    /// - Throws: `EncoderError.unreadable` or `.malformed`, naming the file and the field.
    func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws(EncoderError) -> Value {
        let mapped = try map(name)
        guard mapped.count <= 1 << 24 else {
            throw .malformed(file: file(name), reason: "\(mapped.count) bytes are too many for a configuration")
        }
        return try mapped.withCheckedBytes { (bytes) throws(EncoderError) in
            try Self.decode(type, bytes: bytes, file: file(name))
        }
    }

    /// The value that JSON text holds; `file` is for messages.
    static func decode<Value: Decodable>(
        _ type: Value.Type, bytes: UnsafeRawBufferPointer, file: String
    ) throws(EncoderError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw .malformed(file: file, reason: reason(error))
        } catch {
            throw .malformed(file: file, reason: "\(error)")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func field(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "the document" : path
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(field(context)) has no field \(key.stringValue)"
        case .typeMismatch(let type, let context): "\(field(context)) is not of type \(type)"
        case .valueNotFound(let type, let context): "\(field(context)) is null, not of type \(type)"
        case .dataCorrupted(let context): "\(field(context)): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }
}

extension MappedFile {
    /// Calls `body` with the file's bytes, and throws what it throws.
    func withCheckedBytes<Value>(
        _ body: (UnsafeRawBufferPointer) throws(EncoderError) -> Value
    ) throws(EncoderError) -> Value {
        try withUnsafeBytes { bytes in
            Result { () throws(EncoderError) in try body(bytes) }
        }.get()
    }
}

internal import CZlib

/// The content of gzipped bytes, inflated at once (RFC 1952, with any number of members).
enum GzipContent {
    /// How many bytes are inflated in one step.
    private static let pieceSize = 1 << 20

    /// Inflates `packed`, at most to `limit` bytes.
    ///
    /// - Throws: `InputError`, with the offset in the packed bytes, for data that is damaged, cut short, followed by
    ///   something else, or larger than `limit`.
    static func inflate(
        _ packed: UnsafeRawBufferPointer, name: String, limit: Int
    ) throws(InputError) -> [UInt8] {
        func fail(_ offset: Int, _ reason: String) -> InputError {
            InputError(file: name, reason: "packed byte \(offset): \(reason)")
        }
        // zlib keeps the address of its stream inside itself, so the stream must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer {
            stream.deinitialize(count: 1)
            stream.deallocate()
        }
        // 16 asks for the gzip header and the check of its trailer.
        let started = inflateInit2_(stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard started == Z_OK else { throw fail(0, "zlib cannot start (\(started))") }
        defer { inflateEnd(stream) }

        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceSize)
        var consumed = 0
        while true {
            let available = min(packed.count - consumed, Int(Int32.max))
            var code = Z_OK
            var produced = 0
            piece.withUnsafeMutableBufferPointer { piece in
                let input = packed.bindMemory(to: UInt8.self).baseAddress.map { $0 + consumed }
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input)
                stream.pointee.avail_in = UInt32(available)
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(piece.count)
                code = CZlib.inflate(stream, Z_NO_FLUSH)
                produced = piece.count - Int(stream.pointee.avail_out)
                consumed += available - Int(stream.pointee.avail_in)
            }
            guard produced <= limit - content.count else { throw fail(consumed, "more than \(limit) bytes of content") }
            content.append(contentsOf: piece[..<produced])
            switch code {
            case Z_STREAM_END:
                // Padding may follow a member, and so may another member.
                while consumed < packed.count, packed[consumed] == 0 { consumed += 1 }
                if consumed == packed.count { return content }
                guard packed[consumed] == 0x1F else { throw fail(consumed, "unexpected bytes after the gzip data") }
                inflateReset(stream)
            case Z_OK, Z_BUF_ERROR:
                guard produced > 0 || consumed < packed.count else {
                    throw fail(consumed, "the gzip data is cut short")
                }
                if code == Z_BUF_ERROR, produced == 0 { throw fail(consumed, "the gzip data is damaged") }
            default: throw fail(consumed, "the gzip data is damaged")
            }
        }
    }
}

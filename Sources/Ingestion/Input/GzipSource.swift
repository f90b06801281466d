import CZlib

/// The content of gzipped bytes, inflated as it is needed (RFC 1952, with any number of members).
///
/// Memory is one piece of input and one of output, whatever the bytes claim.
final class GzipSource: ByteSource {
    private let packed: any ByteSource
    private let name: String
    // zlib keeps the address of its stream inside itself, so the stream must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var input: [UInt8]
    private var consumed = 0
    private var isInsideMember = true
    private var hasEnded = false
    private var damage: InputDamage?
    /// Whether the bytes contradict themselves, rather than end too early.
    private(set) var isCorrupt = false

    /// Inflates `first` and what follows it in `packed`.
    init(_ packed: any ByteSource, first: [UInt8], name: String) throws(IngestInputError) {
        self.packed = packed
        self.input = first
        self.name = name
        stream.initialize(to: z_stream())
        // 16 asks for the gzip header and the check of its trailer.
        let code = inflateInit2_(stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            // deinit runs also now; inflateEnd of a stream that was never begun answers with an error and does nothing.
            throw IngestInputError(source: name, reason: "zlib cannot start (\(code))")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Whether bytes begin like a gzip file.
    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    var position: Int64 { packed.position - Int64(input.count - consumed) }

    func next() throws -> [UInt8] {
        if let damage { throw damage }
        while !hasEnded {
            if consumed == input.count {
                input = try packed.next()
                consumed = 0
                if input.isEmpty {
                    hasEnded = true
                    if isInsideMember { throw fail("the gzip data is cut short") }
                    return []
                }
            }
            if !isInsideMember, try !beginMember() { continue }
            let output = try inflatePiece()
            if !output.isEmpty { return output }
            if let damage { throw damage }
        }
        return []
    }

    /// Begins the next member; false where only padding is left of this piece.
    private func beginMember() throws -> Bool {
        while consumed < input.count, input[consumed] == 0 { consumed += 1 }
        guard consumed < input.count else { return false }
        guard input[consumed] == 0x1F else {
            hasEnded = true
            throw fail("unexpected bytes after the end of the gzip data")
        }
        inflateReset(stream)
        isInsideMember = true
        return true
    }

    /// Inflates until a piece is full or the input is used up.
    ///
    /// What was inflated before a damage is delivered first.
    private func inflatePiece() throws -> [UInt8] {
        var code = Z_OK
        let start = consumed
        var taken = 0
        let output = input.withUnsafeMutableBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, count in
                stream.pointee.next_in = input.baseAddress.map { $0 + start }
                stream.pointee.avail_in = UInt32(input.count - start)
                stream.pointee.next_out = buffer.baseAddress
                stream.pointee.avail_out = UInt32(pieceSize)
                code = inflate(stream, Z_NO_FLUSH)
                count = pieceSize - Int(stream.pointee.avail_out)
                taken = input.count - start - Int(stream.pointee.avail_in)
                stream.pointee.next_in = nil
                stream.pointee.next_out = nil
            }
        }
        consumed += taken
        switch code {
        case Z_STREAM_END: isInsideMember = false
        case Z_OK, Z_BUF_ERROR: break
        default:
            hasEnded = true
            isCorrupt = true
            damage = fail("the gzip data is damaged")
        }
        return output
    }

    private func fail(_ reason: String) -> InputDamage {
        let damage = InputDamage(source: name, byteOffset: position, reason: reason)
        self.damage = damage
        return damage
    }
}

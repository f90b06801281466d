/// What to ingest: a file, or a body that is in memory already.
struct InputSource: Sendable {
    enum Place: Sendable {
        case file(String)
        case body([UInt8])
    }

    let place: Place
    let format: InputFormat
    /// What the quarantine and messages call it.
    let name: String

    /// Opens the input, inflating it where its bytes begin like a gzip file; returns its size in bytes too.
    ///
    /// - Throws: `IngestInputError` where there is no such file, a `.gz` file holds something else, or its checksum
    ///   does not fit.
    func open() throws -> (LineReader, size: Int64) {
        try verify()
        return try opened().lines
    }

    /// Inflates gzipped data once for its checksum alone.
    ///
    /// The checksum stands at the end, and the log keeps for ever what it has accepted: a flipped bit must be known
    /// before the first line is. Data that is cut short has no checksum; what is there of it is kept.
    private func verify() throws {
        if case .file(let path) = place, !FileSource.isRegular(path: path) { return }
        guard let packed = try opened().packed else { return }
        do {
            while try !packed.next().isEmpty {}
        } catch let damage as InputDamage {
            guard packed.isCorrupt else { return }
            throw IngestInputError(
                source: name, reason: "\(damage.reason) at byte \(damage.byteOffset); nothing of it was kept")
        }
    }

    private func opened() throws -> (lines: (LineReader, size: Int64), packed: GzipSource?) {
        let raw: any ByteSource
        let size: Int64
        switch place {
        case .file(let path):
            let file = try FileSource(path: path)
            raw = file
            size = file.size
        case .body(let bytes):
            raw = MemorySource(bytes)
            size = Int64(bytes.count)
        }
        var first: [UInt8] = []
        var damage: InputDamage?
        do {
            while first.count < 2 {
                let piece = try raw.next()
                if piece.isEmpty { break }
                first += piece
            }
        } catch let error as InputDamage {
            damage = error
        }
        if let damage { throw IngestInputError(source: name, reason: damage.reason) }
        if GzipSource.isGzip(first) {
            let packed = try GzipSource(raw, first: first, name: name)
            return ((LineReader(packed), size), packed)
        }
        if case .file(let path) = place, path.lowercased().hasSuffix(".gz"), !first.isEmpty {
            throw IngestInputError(source: name, reason: "expected gzip data, as the name says, got something else")
        }
        return ((LineReader(raw, first: first), size), nil)
    }
}

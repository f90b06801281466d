/// The binds of one statement, packed as libpq wants them: texts in text format, blobs in binary.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    /// Where each value starts in `bytes`; -1 for null.
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    var count: Int { offsets.count }

    init(_ values: some Sequence<SQLValue>) {
        for value in values { append(value) }
    }

    /// Adds a value; `SQLValue.validate` has made sure that no text holds a NUL.
    mutating func append(_ value: SQLValue) {
        let start = bytes.count
        switch value {
        case .null:
            offsets.append(-1)
            lengths.append(0)
            formats.append(0)
            return
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .real(let number): bytes.append(contentsOf: number.description.utf8)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .blob(let blob): bytes.append(contentsOf: blob)
        }
        offsets.append(start)
        lengths.append(Int32(clamping: bytes.count - start))
        if case .blob = value { formats.append(1) } else { formats.append(0) }
        bytes.append(0)
    }

    /// Calls `body` with pointers that are valid during the call only.
    func withPointers<Result>(
        _ body: (
            _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset < 0 ? nil : start.map { $0 + offset } }
            return pointers.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}

/// The object identifiers of PostgreSQL's types that values are told apart by; fixed since PostgreSQL 6.
enum PostgresType {
    static let unknown: UInt32 = 0
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let oid: UInt32 = 26
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let numeric: UInt32 = 1700

    /// The type that a bind is announced with; a text and a null take their type from where they stand.
    static func announced(_ value: SQLValue) -> UInt32 {
        switch value {
        case .null, .text: unknown
        case .integer: int8
        case .real: float8
        case .blob: bytea
        }
    }
}

import CLibpq

/// One answer of the server, freed exactly once.
final class PostgresResult {
    private let handle: OpaquePointer

    /// Takes ownership of `handle`.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// Whether the statement succeeded.
    var isSuccess: Bool {
        let status = PQresultStatus(handle)
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY
    }

    var rowCount: Int { Int(PQntuples(handle)) }

    /// The rows that an INSERT, UPDATE or DELETE changed.
    var changedRows: Int {
        guard let tag = PQcmdTuples(handle), PQresultStatus(handle) == PGRES_COMMAND_OK || isChange else { return 0 }
        return Int(String(cString: tag)) ?? 0
    }

    /// The server's word for what it did: "COMMIT", "INSERT 0 3".
    var commandTag: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    private var isChange: Bool { !commandTag.hasPrefix("SELECT") && !commandTag.hasPrefix("FETCH") }

    /// The SQLSTATE of a failure.
    var state: String? { field(67) }

    /// The server's one-line message, without the detail that quotes values.
    var primaryMessage: String? { field(77) }

    private func field(_ code: Int32) -> String? { PQresultErrorField(handle, code).map { String(cString: $0) } }

    /// The names of the columns.
    var columnNames: [String] {
        (0..<PQnfields(handle)).map { PQfname(handle, $0).map { String(cString: $0) } ?? "" }
    }

    /// All rows, in order.
    ///
    /// - Throws: `StorageError` of code `unexpectedRow` for a number that Swift cannot read.
    func rows() throws(StorageError) -> [SQLRow] {
        let names = columnNames
        let types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
        var rows: [SQLRow] = []
        rows.reserveCapacity(rowCount)
        for row in 0..<PQntuples(handle) {
            var values: [SQLValue] = []
            values.reserveCapacity(types.count)
            for (column, type) in types.enumerated() { values.append(try value(row, Int32(column), type)) }
            rows.append(SQLRow(columns: names, values: values))
        }
        return rows
    }

    private func value(_ row: Int32, _ column: Int32, _ type: UInt32) throws(StorageError) -> SQLValue {
        if PQgetisnull(handle, row, column) != 0 { return .null }
        let start = PQgetvalue(handle, row, column).map { UnsafeRawPointer($0) }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
        let text = String(decoding: bytes, as: UTF8.self)
        switch type {
        case PostgresType.int8, PostgresType.int4, PostgresType.int2, PostgresType.oid:
            if let number = Int64(text) { return .integer(number) }
        case PostgresType.float8, PostgresType.float4:
            if let number = Double(text) { return .real(number) }
        case PostgresType.numeric:
            // A sum of integers is a numeric without a point; an average has one.
            if let number = Int64(text) { return .integer(number) }
            if let number = Double(text) { return .real(number) }
        case PostgresType.bool:
            return .integer(text == "t" ? 1 : 0)
        case PostgresType.bytea:
            if let blob = Self.blob(hex: bytes) { return .blob(blob) }
        default:
            return .text(text)
        }
        let name = PQfname(handle, column).map { String(cString: $0) } ?? ""
        throw StorageError(.unexpectedRow, "column \(name): cannot read type \(type)", operation: "read row")
    }

    /// The bytes of `\x48656c6c6f`, the server's form of a bytea since PostgreSQL 9.
    private static func blob(hex text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else {
            return nil
        }
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in stride(from: 2, to: text.count, by: 2) {
            guard let high = digit(text[index]), let low = digit(text[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

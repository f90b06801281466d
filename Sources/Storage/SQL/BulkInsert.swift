#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A checked bulk insert: its statement's text, and the rows to write.
///
/// Rows are put in the order of their keys where the engine locks rows one by one, so that two transactions that write
/// the same keys wait for each other instead of running into a deadlock.
struct BulkInsert {
    private let table: String
    private let columns: [String]
    private let conflict: InsertConflict
    /// The rows to write.
    let rows: [[SQLValue]]
    /// For each of `rows`, its position in the caller's array.
    let positions: [Int]
    /// The bytes of each row's key; empty where they are not needed.
    let keys: [[UInt8]]

    var columnCount: Int { columns.count }
    var operation: String { "INSERT INTO \(table)" }

    /// Checks shapes and values, and leaves one row for each key: the first for `.ignore`, the last for `.replace`.
    ///
    /// - Complexity: O(*n* log *n*) comparisons of keys where keys are needed, else O(*n*).
    init(
        into table: StaticString, columns: [StaticString], rows: [[SQLValue]], onConflict: InsertConflict,
        engine: SQLEngine
    ) throws(StorageError) {
        self.table = table.description
        self.columns = columns.map(\.description)
        self.conflict = onConflict
        let operation = "INSERT INTO \(table)"
        guard !columns.isEmpty else { throw StorageError(.invalidStatement, "no columns", operation: operation) }
        for row in rows {
            guard row.count == columns.count else {
                throw StorageError(
                    .invalidStatement, "a row has \(row.count) values for \(columns.count) columns",
                    operation: operation)
            }
            for value in row { try value.validate(operation: operation) }
        }
        guard !onConflict.keys.isEmpty else {
            self.rows = rows
            self.positions = Array(rows.indices)
            self.keys = []
            return
        }
        var keyColumns: [Int] = []
        for key in onConflict.keys {
            guard let index = self.columns.firstIndex(of: key.description) else {
                throw StorageError(.invalidStatement, "key \(key) is not one of the columns", operation: operation)
            }
            keyColumns.append(index)
        }
        if case .ignore = onConflict, !engine.locksRows {
            // SQLite is asked row by row, and so finds the repetitions itself.
            self.rows = rows
            self.positions = Array(rows.indices)
            self.keys = []
            return
        }
        let allKeys = rows.map { row in BulkInsert.key(of: row, columns: keyColumns) }
        let order = rows.indices.sorted { BulkInsert.precedes(allKeys[$0], $0, allKeys[$1], $1) }
        var positions: [Int] = []
        positions.reserveCapacity(rows.count)
        for position in order {
            if let last = positions.last, allKeys[last] == allKeys[position] {
                if case .replace = onConflict { positions[positions.count - 1] = position }
            } else {
                positions.append(position)
            }
        }
        if !engine.locksRows { positions.sort() }
        self.positions = positions
        self.rows = positions.map { rows[$0] }
        self.keys = positions.map { allKeys[$0] }
    }

    /// The order of keys byte by byte, of equal ones that of their positions.
    private static func precedes(_ left: [UInt8], _ first: Int, _ right: [UInt8], _ second: Int) -> Bool {
        let order = left.withUnsafeBytes { left in
            right.withUnsafeBytes { right -> Int32 in
                guard let start = left.baseAddress, let other = right.baseAddress else { return 0 }
                return memcmp(start, other, min(left.count, right.count))
            }
        }
        if order != 0 { return order < 0 }
        return left.count != right.count ? left.count < right.count : first < second
    }

    /// The statement for `count` rows; `returningKeys` adds the key columns of the rows that were really inserted.
    func text(rows count: Int, engine: SQLEngine, returningKeys: Bool) -> String {
        var text = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
        text.reserveCapacity(200 + count * columns.count * 7)
        var number = 0
        for row in 0..<count {
            text += row == 0 ? "(" : ", ("
            for column in 0..<columns.count {
                number += 1
                if column > 0 { text += ", " }
                switch engine {
                case .sqlite: text += "?"
                case .postgres: text += "$\(number)"
                }
            }
            text += ")"
        }
        let keyList = conflict.keys.map(\.description).joined(separator: ", ")
        switch conflict {
        case .fail:
            break
        case .ignore:
            text += " ON CONFLICT (\(keyList)) DO NOTHING"
        case .replace(let keys):
            let names = Set(keys.map(\.description))
            let changes = columns.filter { !names.contains($0) }.map { "\($0) = excluded.\($0)" }
            text += " ON CONFLICT (\(keyList)) DO "
            text += changes.isEmpty ? "NOTHING" : "UPDATE SET " + changes.joined(separator: ", ")
        }
        if returningKeys { text += " RETURNING \(keyList)" }
        return text
    }

    /// The bytes of a row's key: equal for equal keys only, byte by byte and not by Unicode's canonical equivalence.
    private static func key(of row: [SQLValue], columns: [Int]) -> [UInt8] {
        var bytes: [UInt8] = []
        for column in columns { append(row[column], to: &bytes) }
        return bytes
    }

    /// The bytes of one row as the server returned its key columns, in the form of `keys`.
    static func key(of values: [SQLValue]) -> [UInt8] {
        key(of: values, columns: Array(values.indices))
    }

    private static func append(_ value: SQLValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(0)
        case .integer(let number):
            bytes.append(1)
            withUnsafeBytes(of: UInt64(bitPattern: number ^ Int64.min).bigEndian) { bytes.append(contentsOf: $0) }
        case .real(let number):
            bytes.append(2)
            withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
        case .text(let text):
            bytes.append(3)
            bytes.append(contentsOf: text.utf8)
            // No text holds a NUL, so it ends one column of the key without ambiguity.
            bytes.append(0)
        case .blob(let blob):
            bytes.append(4)
            withUnsafeBytes(of: UInt64(blob.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: blob)
        }
    }
}

extension SQLEngine {
    /// Whether transactions that write lock rows one by one, and not the data base.
    fileprivate var locksRows: Bool { self == .postgres }
}

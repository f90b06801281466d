extension PostgresConnection {
    /// Rows of one statement, largest first: few sizes, so that each is prepared once, and any number is a sum of them.
    private static let chunks = [512, 64, 8, 1]
    /// The protocol counts the parameters of a statement in 16 bits.
    private static let parameterLimit = 65_535

    func insert(
        into table: StaticString, columns: [StaticString], rows: [[SQLValue]], onConflict: InsertConflict
    ) throws -> Int {
        let bulk = try keepingFailure { () throws(StorageError) in
            try BulkInsert(
                into: table, columns: columns, rows: rows, onConflict: onConflict,
                engine: .postgres)
        }
        var written = 0
        try run(bulk, returningKeys: false) { _, result throws(StorageError) in written += result.changedRows }
        return written
    }

    func insertNew(
        into table: StaticString, columns: [StaticString], rows: [[SQLValue]], keys: [StaticString]
    ) throws -> [Int] {
        let bulk = try keepingFailure { () throws(StorageError) in
            try BulkInsert(
                into: table, columns: columns, rows: rows, onConflict: .ignore(keys: keys), engine: .postgres)
        }
        var positions: [Int] = []
        try run(bulk, returningKeys: true) { range, result throws(StorageError) in
            if result.rowCount == range.count {
                positions.append(contentsOf: bulk.positions[range])
                return
            }
            var position: [[UInt8]: Int] = [:]
            for index in range { position[bulk.keys[index]] = bulk.positions[index] }
            for row in try result.rows() {
                guard let found = position[BulkInsert.key(of: row.values)] else {
                    throw StorageError(
                        .engine, "the server returned a key that was not sent", operation: bulk.operation)
                }
                positions.append(found)
            }
        }
        return positions.sorted()
    }

    /// Sends the rows in multi-row statements, and calls `body` with each part and its answer.
    private func run(
        _ bulk: BulkInsert, returningKeys: Bool,
        _ body: (Range<Int>, PostgresResult) throws(StorageError) -> Void
    ) throws(StorageError) {
        var start = 0
        while start < bulk.rows.count {
            let left = bulk.rows.count - start
            let size = Self.chunks.first { $0 <= left && $0 * bulk.columnCount <= Self.parameterLimit } ?? 1
            let range = start..<start + size
            // No types: each value takes the type of its column, so one prepared statement serves nulls and numbers.
            let result = try run(
                bulk.text(rows: size, engine: .postgres, returningKeys: returningKeys), types: [],
                parameters: PostgresParameters(bulk.rows[range].lazy.joined()))
            try body(range, result)
            start += size
        }
    }
}

import Storage
import Testing

@Suite("SQLRow")
struct SQLRowTests {
    @Test("getters name the column that is missing or of another type")
    func mismatches() async throws {
        let database = try SQLiteDatabase(path: ":memory:")
        let row = try #require(
            try await database.read { try $0.first("SELECT 1 AS one, 'word' AS two, NULL AS three, 1.5 AS four") })
        #expect(row.columns == ["one", "two", "three", "four"])
        #expect(try row.integer("one") == 1)
        #expect(try row.real("one") == 1)
        #expect(try row.text("two") == "word")
        #expect(try row.optionalText("three") == nil)
        #expect(try row.real("four") == 1.5)
        let reads: [(String, (SQLRow) throws -> Void)] = [
            ("one", { _ = try $0.text("one") }), ("two", { _ = try $0.integer("two") }),
            ("two", { _ = try $0.optionalReal("two") }), ("three", { _ = try $0.text("three") }),
            ("four", { _ = try $0.integer("four") }), ("two", { _ = try $0.blob("two") }),
            ("five", { _ = try $0.value("five") }),
        ]
        for (column, read) in reads {
            let error = #expect(throws: StorageError.self) { try read(row) }
            #expect(error?.code == .unexpectedRow)
            #expect(error?.message.contains(column) == true)
            #expect(error?.message.contains("word") == false)
        }
        await database.close()
    }
}

import Storage
import Testing

@Suite("SQLStatement")
struct SQLStatementTests {
    @Test("every interpolated value becomes a bind")
    func binds() {
        let name = "Robert'); DROP TABLE students;--"
        let none: String? = nil
        let statement: SQLStatement =
            "UPDATE t SET a = \(name), b = \(3), c = \(2.5), d = \(true), e = \(none) WHERE f = \(SQLValue.blob([1]))"
        #expect(
            statement.text(for: .sqlite) == "UPDATE t SET a = ?, b = ?, c = ?, d = ?, e = ? WHERE f = ?")
        #expect(
            statement.text(for: .postgres) == "UPDATE t SET a = $1, b = $2, c = $3, d = $4, e = $5 WHERE f = $6")
        #expect(
            statement.binds == [.text(name), .integer(3), .real(2.5), .integer(1), .null, .blob([1])])
    }

    @Test("a statement inside a statement keeps its binds in their places")
    func nested() {
        let condition: SQLStatement = "b = \(2) AND c = \(3)"
        let statement: SQLStatement = "SELECT * FROM t WHERE a = \(1) AND (\(condition)) AND d = \(4)"
        #expect(
            statement.text(for: .postgres) == "SELECT * FROM t WHERE a = $1 AND (b = $2 AND c = $3) AND d = $4")
        #expect(statement.binds == [.integer(1), .integer(2), .integer(3), .integer(4)])
    }

    @Test("a list becomes as many binds, and an empty one matches nothing")
    func lists() {
        let some: SQLStatement = "SELECT 1 WHERE x IN \(list: ["a", "b"]) AND y = \(1)"
        #expect(some.text(for: .postgres) == "SELECT 1 WHERE x IN ($1, $2) AND y = $3")
        let none: SQLStatement = "SELECT 1 WHERE x IN \(list: [String]())"
        #expect(none.text(for: .sqlite) == "SELECT 1 WHERE x IN (NULL)")
        #expect(none.binds.isEmpty)
    }

    @Test("known text goes through the door that is named for its danger")
    func knownText() {
        let column: StaticString = "name"
        let statement: SQLStatement = "SELECT \(unsafeSQL: column) FROM t"
        #expect(statement.text(for: .sqlite) == "SELECT name FROM t")
    }
}

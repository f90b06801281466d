import Storage
import Testing

@Suite("SQLScript")
struct SQLScriptTests {
    @Test(
        "statements end at semicolons that are not inside something",
        arguments: [
            ("", []),
            (" ;; ; ", []),
            ("-- only a comment", []),
            ("SELECT 1", ["SELECT 1"]),
            ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
            ("SELECT ';'; SELECT 'it''s; here'", ["SELECT ';'", "SELECT 'it''s; here'"]),
            ("SELECT \"a;b\"\"c;\" FROM t;", ["SELECT \"a;b\"\"c;\" FROM t"]),
            ("-- a; b\nSELECT 1 -- c; d\n, 2; -- e", ["SELECT 1 \n, 2"]),
            ("/* a; b */ SELECT/* ; */1;", ["SELECT 1"]),
            ("SELECT '-- no comment', '/* nor this'; SELECT 2", ["SELECT '-- no comment', '/* nor this'", "SELECT 2"]),
            ("DO $$ a; b; $$; SELECT $x$ ; $$ ; $x$;", ["DO $$ a; b; $$", "SELECT $x$ ; $$ ; $x$"]),
            ("SELECT $1; SELECT a$b$ FROM t;", ["SELECT $1", "SELECT a$b$ FROM t"]),
            ("SELECT 'ü;ß' ;\r\n\tSELECT '🐦'", ["SELECT 'ü;ß'", "SELECT '🐦'"]),
        ])
    func split(script: String, statements: [String]) throws {
        #expect(try SQLScript(script).statements == statements)
    }

    @Test(
        "what does not end is refused with its line",
        arguments: [
            ("SELECT 1;\nSELECT 'a;", "line 2"), ("\n\nSELECT \"a", "line 3"), ("/* a", "line 1"),
            ("SELECT 1;\n$tag$ b $$", "line 2"), ("/* a /* b */ */", "line 1"),
        ])
    func unfinished(script: String, line: String) throws {
        let error = #expect(throws: StorageError.self) { try SQLScript(script) }
        #expect(error?.code == .migration)
        #expect(error?.message.contains(line) == true)
    }

    @Test("any bytes are split or refused, and no statement is lost", arguments: 0..<200)
    func anyBytes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["'", "\"", ";", "--", "/*", "*/", "$$", "$a$", "\n", " ", "x", "é", "1", "$"]
        let script = (0..<40).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        guard let statements = try? SQLScript(script).statements else { return }
        // Splitting what was split changes nothing.
        let again = try SQLScript(statements.joined(separator: ";\n")).statements
        #expect(again == statements)
    }
}

import Testing

@Suite("The rules of text")
struct TextRulesTests {
    @Test(
        "find SQL in any kind of string",
        arguments: [
            #"let a = "INSERT INTO events VALUES (?)""#, #"let a = "CREATE TABLE t (x)""#,
            "let a = \"\"\"\n    SELECT name\n    FROM users\n    \"\"\"", ##"let a = #"DELETE FROM "t""#"##,
            #"let a = "UPDATE t SET x = 1""#, #"let a = "\(b) INSERT OR IGNORE INTO t""#,
            #"let a = "x \(f("CREATE UNIQUE INDEX i")) y""#,
        ])
    func sql(text: String) {
        #expect(
            TextRules.sqlViolations(in: "\n" + text, file: "F.swift") == ["F.swift:2: SQL text outside of its rooms"])
    }

    @Test(
        "take neither prose nor comments for SQL",
        arguments: [
            #"let a = "Select one from the list""#, "// SELECT a FROM b\nlet a = 1", "/// INSERT INTO\nlet a = 1",
            #"let a = "SELECT""#, #"let a = select("x", FROM: "y")"#, #"let a = "created table""#,
        ])
    func prose(text: String) {
        #expect(TextRules.sqlViolations(in: text, file: "F.swift") == [])
    }

    @Test(
        "find the folders of one machine",
        arguments: ["work/main/x", "root/.cache", "opt/swift/usr", "home/me/x", "root"])
    func machinePaths(path: String) {
        for text in ["\"/\(path)\"", "/\(path)", "see /\(path).", "a=/\(path) b"] {
            #expect(TextRules.machinePathViolations(in: "\n" + text, file: "f").count == 1, "\(text)")
        }
    }

    @Test(
        "leave addresses, routes and relative paths alone",
        arguments: [
            "https://example.org/" + "work/x", "docs/" + "work/x", "../" + "root/x", "/recommendations", "/workers",
            "/home-page",
        ])
    func paths(text: String) {
        #expect(TextRules.machinePathViolations(in: text, file: "f") == [])
    }

    @Test("know a grab bag by its name")
    func grabBags() {
        for name in ["Utils.swift", "CommonTypes.swift", "TestHelpers", "PoolManager.swift", "String+Extensions.swift"]
        {
            #expect(TextRules.isGrabBag(name))
        }
        for name in ["Graph", "EngagementGraph+Walk.swift", "Manifest.swift"] { #expect(!TextRules.isGrabBag(name)) }
    }

    @Test("measure a file in lines")
    func length() {
        let line = "let a = 1\n"
        #expect(TextRules.lengthViolation(of: String(repeating: line, count: 400), file: "F.swift") == nil)
        #expect(TextRules.lengthViolation(of: String(repeating: line, count: 401), file: "F.swift") != nil)
    }

    @Test("divide a file into code and strings")
    func source() {
        let source = SwiftSource(
            "a \"b \\(c(\"d\")) e\" /* f /* g */ */ h // \"i\"\n#\"j\\(k)\"# l \"\"\"\n  m \"n\"\n  \"\"\" o")
        #expect(source.literals.map(\.text) == ["d", "b   e", "j\\(k)", "\n  m \"n\"\n  "])
        #expect(source.literals.map(\.line) == [1, 1, 2, 2])
        #expect(source.lines == ["a \"\"c(\"\")  h ", "\"\" l \"\"", "", " o"])
        #expect(SwiftSource("\"never closed \\(").literals.count == 1)
        #expect(SwiftSource("/* never closed").lines == [""])
    }
}

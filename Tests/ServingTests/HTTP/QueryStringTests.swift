import Serving
import TestNumbers
import Testing

@Suite("Query string")
struct QueryStringTests {
    @Test("Names and values are percent-decoded, a plus is a space, repeated names stay")
    func decoded() throws {
        let pairs = try QueryString.parse("a=1&b=x%20y+z&a=%C3%A9&flag&=v&&c=a=b")
        #expect(pairs.map(\.name) == ["a", "b", "a", "flag", "", "c"])
        #expect(pairs.map(\.value) == ["1", "x y z", "é", "", "v", "a=b"])
    }

    @Test("A broken encoding names the parameter", arguments: ["q=%", "q=%4", "q=%zz", "q=%ff", "q=%C3"])
    func broken(_ query: String) {
        #expect(throws: Problem.invalid("q", expected: "a value in percent-encoded UTF-8")) {
            try QueryString.parse(query)
        }
    }

    @Test("A plus in a path is a plus")
    func path() {
        #expect(QueryString.pathSegment("a+b%2Fc") == "a+b/c")
        #expect(QueryString.pathSegment("%E0") == nil)
    }

    @Test("No query traps, whatever its bytes")
    func fuzz() {
        var generator = SeededGenerator(seed: 3)
        let letters = Array("%&=+aF0 é\u{0}".unicodeScalars)
        for _ in 0..<5_000 {
            var query = ""
            for _ in 0..<Int.random(in: 0..<24, using: &generator) {
                query.unicodeScalars.append(letters[Int.random(in: 0..<letters.count, using: &generator)])
            }
            _ = try? Parameters(query: query)
            _ = try? Parameters(body: Array(query.utf8))
        }
    }
}

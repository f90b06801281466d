import Domain
import Ingestion
import Testing

@Suite("Item texts")
struct ItemTextFileTests {
    private func texts(_ text: String) throws -> [String?] {
        let table = try InteractionTable(
            users: [], items: ["m1", "m2", "m 3"], rows: [], hasTimes: false)
        return try ItemTextFile.texts(bytes: Array(text.utf8), name: "t", for: table)
    }

    @Test(
        "are read after the first field",
        arguments: [
            ("m1\tHello, you\nm2\tTwo\tparts\n", ["Hello, you", "Two parts", nil]),
            ("item_id\ttext\nm 3\tthree\n", [nil, nil, "three"]),
            ("m1 hello, world\nm2 b\n", ["hello, world", "b", nil]),
            ("item,text\nm2,\"a, \"\"b\"\"\"\nm1,plain words\n", ["plain words", "a, \"b\"", nil]),
            ("m1\told\nm1\tnew\nother\tx\n", ["new", nil, nil]),
        ] as [(String, [String?])])
    func forms(text: String, expected: [String?]) throws {
        #expect(try texts(text) == expected)
    }

    @Test(
        "name the line that is wrong",
        arguments: [
            ("m1\thello\nm2\n", 2, "expected `item text` separated by tab, comma or space, got one field"),
            ("m1\thello\n\tx\n", 2, "expected an item, got nothing"),
            ("m1\thello\nm2\ta\0\n", 2, "expected text, got a NUL character"),
        ])
    func mistakes(text: String, line: Int, reason: String) {
        #expect(throws: InteractionFileError(source: "t", line: line, reason: reason)) { try texts(text) }
    }
}

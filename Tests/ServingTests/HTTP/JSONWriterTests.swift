import Foundation
import Serving
import TestNumbers
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    @Test("Members stand in the order they were given")
    func order() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("b", 1)
            writer.member("a", "x")
            writer.member("list", ["p", "q"])
            writer.member("none", String?.none)
            writer.member("map", ["z": 2, "y": 1])
            writer.key("inner")
            writer.array([true, false]) { $0.boolean($1) }
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"b":1,"a":"x","list":["p","q"],"none":null,"map":{"y":1,"z":2},"inner":[true,false]}"#)
    }

    @Test("Every finite double reads back bit by bit")
    func doubles() throws {
        var generator = SeededGenerator(seed: 7)
        var numbers: [Double] = [
            0, -0.0, 1, 0.1, 1e-5, 1e16, 1e22, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .leastNormalMagnitude,
            .ulpOfOne,
        ]
        while numbers.count < 20_000 {
            let number = Double(bitPattern: generator.next())
            if number.isFinite { numbers.append(number) }
        }
        var writer = JSONWriter()
        writer.array(numbers) { $0.number($1) }
        let read = try JSONDecoder().decode([Double].self, from: Data(writer.bytes))
        #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
    }

    @Test("What is not a finite number is null", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(_ number: Double) {
        var writer = JSONWriter()
        writer.number(number)
        #expect(writer.bytes == Array("null".utf8))
    }

    @Test("Every text reads back as it was")
    func texts() throws {
        var texts = ["", "\"quoted\" \\ and / slash", "tab\tline\nreturn\r", "é 漢字 🎉 \u{2028}", "e\u{301}"]
        texts += (0..<0x80).compactMap { UnicodeScalar($0).map { String(Character($0)) } }
        var writer = JSONWriter()
        writer.strings(texts)
        let read = try JSONDecoder().decode([String].self, from: Data(writer.bytes))
        #expect(read.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }
}

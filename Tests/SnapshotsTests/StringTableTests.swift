import Columns
import Snapshots
import TestNumbers
import Testing

@Suite("String table")
struct StringTableTests {
    private static let alphabet = [
        "", "a", "b", "z", "A", "0", " ", "é", "e\u{301}", "ß", "日", "本", "🐦", "👩‍👩‍👧", "\u{0}", "\u{7f}", "\u{80}",
        "\u{7ff}",
        "\u{800}", "\u{ffff}", "\u{10ffff}",
    ]

    private static func strings(_ count: Int, seed: UInt64) -> [String] {
        var random = SeededGenerator(seed)
        return (0..<count).map { _ in
            (0..<random.below(6)).map { _ in alphabet[random.below(alphabet.count)] }.joined()
        }
    }

    /// Byte-wise distinct strings in rising byte order.
    private static func sorted(_ strings: [String]) -> [String] {
        var result: [String] = []
        for string in strings.sorted(by: StringTable.precedes)
        where result.last.map({ !$0.utf8.elementsEqual(string.utf8) }) ?? true {
            result.append(string)
        }
        return result
    }

    @Test("Strings come back byte for byte, in any order", arguments: 0..<20 as Range<UInt64>)
    func access(seed: UInt64) throws {
        let strings = Self.strings(200, seed: seed)
        let made = StringTable(strings)
        let viewed = try StringTable(offsets: made.offsets, bytes: made.bytes, sorted: false, file: "f")
        #expect(viewed.count == strings.count)
        for (index, string) in strings.enumerated() {
            #expect(viewed[index].utf8.elementsEqual(string.utf8))
        }
    }

    @Test("Lookup in a sorted table agrees with a linear search", arguments: 0..<20 as Range<UInt64>)
    func lookup(seed: UInt64) throws {
        let strings = Self.sorted(Self.strings(300, seed: seed))
        let made = StringTable(strings)
        let table = try StringTable(offsets: made.offsets, bytes: made.bytes, sorted: true, file: "f")
        for wanted in strings + Self.strings(300, seed: seed + 1000) {
            let linear = strings.firstIndex { $0.utf8.elementsEqual(wanted.utf8) }.map(Int32.init)
            #expect(table.ordinal(of: wanted) == linear)
        }
    }

    @Test("An empty table and a table of the empty string are tables")
    func smallest() throws {
        let none = StringTable([])
        #expect(none.count == 0)
        #expect(none.ordinal(of: "") == nil)
        let empty = StringTable([""])
        #expect(empty.count == 1)
        #expect(empty[0].isEmpty)
        #expect(empty.ordinal(of: "") == 0)
        #expect(empty.ordinal(of: "a") == nil)
    }

    @Test("Two spellings of an accented letter are two strings")
    func spellings() {
        let table = StringTable(["e\u{301}", "\u{e9}"])
        #expect(table.ordinal(of: "e\u{301}") == 0)
        #expect(table.ordinal(of: "\u{e9}") == 1)
    }

    @Test("A sorted table out of order or with a string twice is refused and named")
    func outOfOrder() {
        for strings in [["b", "a"], ["a", "a"], ["a", "b", "b"], ["é", "z"], ["a", ""]] {
            let made = StringTable(strings)
            guard
                case .corrupt(let file, _, _)? = FileDamage.error(of: {
                    _ = try StringTable(offsets: made.offsets, bytes: made.bytes, sorted: true, file: "the file")
                })
            else {
                Issue.record("\(strings) was taken")
                continue
            }
            #expect(file == "the file")
        }
    }

    @Test("Offsets that fall, do not start at 0 or do not end with the bytes are refused")
    func offsets() {
        for offsets: [Int64] in [
            [], [0], [1, 3], [0, 2], [0, 4], [0, 2, 1, 3], [0, -1, 3], [0, .max, 3], [.min, 3], [0, 5, 3],
        ] {
            #expect(throws: SnapshotError.self, "\(offsets)") {
                try StringTable(
                    offsets: FlatColumn(offsets), bytes: FlatColumn([97, 98, 99]), sorted: false, file: "f")
            }
        }
    }

    @Test("Bytes that are not UTF-8 are read as replacement characters, never a trap")
    func notUnicode() throws {
        let table = try StringTable(
            offsets: FlatColumn([0, 1, 3]), bytes: FlatColumn([0x80, 0xff, 0xfe]), sorted: true, file: "f")
        #expect(table[0] == "\u{fffd}")
        #expect(table.ordinal(of: "\u{fffd}") == nil)
    }

    @Test("Byte order is what precedes says", arguments: 0..<5 as Range<UInt64>)
    func order(seed: UInt64) {
        let strings = Self.strings(100, seed: seed)
        for (left, right) in zip(strings, strings.dropFirst()) {
            #expect(StringTable.precedes(left, right) == left.utf8.lexicographicallyPrecedes(right.utf8))
        }
    }
}

import Domain
import Foundation
import Ingestion
import Testing

@Suite("Interaction files")
struct InteractionFileReaderTests {
    typealias Row = InteractionTable.Row

    private func table(_ text: String) throws -> InteractionTable {
        try InteractionFileReader.table(bytes: Array(text.utf8), name: "f")
    }

    @Test(
        "say the same with tabs, commas and spaces, any line ends, and a mark at the beginning",
        arguments: [
            "a\tx\nb\ty\na\ty\n", "a,x\nb,y\na,y", "a x\nb y\na y\n", "a  x \r\n  b y\r\n\r\na   y\r\n",
            "\u{FEFF}a x\nb y\na y",
            "\"a\",x\nb,\"y\"\na , y\n", "user,item\na,x\nb,y\na,y\n",
            "item_id:token\tuser_id:token\nx\ta\ny\tb\ny\ta\n",
            "note,Item,User\n1,x,a\n2,y,b\n\n3,y,a\n",
        ])
    func forms(text: String) throws {
        let table = try table(text)
        #expect(table.users == ["a", "b"])
        #expect(table.items == ["x", "y"])
        #expect(table.rows == [Row(user: 0, item: 0), Row(user: 1, item: 1), Row(user: 0, item: 1)])
        #expect(!table.hasTimes)
    }

    @Test(
        "without a header take a third column for the weight, or for the time where it looks like one",
        arguments: [
            ("a x 3\n", Row(user: 0, item: 0, weight: 3), false),
            ("a x -0.5\n", Row(user: 0, item: 0, weight: -0.5), false),
            ("a x 881250949\n", Row(user: 0, item: 0, time: 881_250_949), true),
            ("a x 881250949000\n", Row(user: 0, item: 0, time: 881_250_949), true),
            ("a\tx\t1970-01-01T00:01:00.500Z\n", Row(user: 0, item: 0, time: 60.5), true),
            ("a x 4 11\n", Row(user: 0, item: 0, weight: 4, time: 11), true),
            ("item user timestamp rating\nx a 7 2\n", Row(user: 0, item: 0, weight: 2, time: 7), true),
        ])
    func columns(text: String, row: Row, hasTimes: Bool) throws {
        let table = try table(text)
        #expect(table.rows == [row])
        #expect(table.hasTimes == hasTimes)
    }

    @Test("number train and test together")
    func together() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (first, second) = (folder.appendingPathComponent("a").path, folder.appendingPathComponent("b").path)
        try "a x\nb y\n".write(toFile: first, atomically: true, encoding: .utf8)
        try "b\tz\nc\tx\n".write(toFile: second, atomically: true, encoding: .utf8)
        let (train, test) = try InteractionFileReader.tables(train: first, test: second)
        #expect(train.users == ["a", "b", "c"])
        #expect(train.items == ["x", "y", "z"])
        #expect(test.users == train.users && test.items == train.items)
        #expect(train.rows == [Row(user: 0, item: 0), Row(user: 1, item: 1)])
        #expect(test.rows == [Row(user: 1, item: 2), Row(user: 2, item: 0)])
        #expect(throws: IngestInputError.self) { try InteractionFileReader.table(path: folder.path + "/none") }
    }

    @Test(
        "name the line and what was expected",
        arguments: [
            ("a x\nb\n", 2, "expected 2 fields as in the first line, got 1"),
            ("a x\n\nb y 1\n", 3, "expected 2 fields as in the first line, got 3"),
            ("a,x,1\nb,,1\n", 2, "expected the item, got nothing"),
            ("a,x,1\n,y,1\n", 2, "expected the user, got nothing"),
            ("a x 1\na y nan\n", 2, "expected a finite number as weight, got \"nan\""),
            ("a x 1\na y inf\n", 2, "expected a finite number as weight, got \"inf\""),
            ("a x 1\na y 1e999\n", 2, "expected a finite number as weight, got \"1e999\""),
            ("a x rating\n", 1, "expected a finite number as weight, got \"rating\""),
            (
                "user,item,time\na,x,yesterday\n", 2,
                "expected a time (seconds since 1970 or RFC 3339), got \"yesterday\""
            ),
            ("user,item,user_id\na,x,b\n", 1, "expected one column of the user, got user, user_id"),
            ("a x\na\0 y\n", 2, "expected text, got a NUL character"),
            ("a,x\n\"a,y\n", 2, "malformed CSV at value 1: a quote is not closed"),
            (
                "alone\n", 1,
                "expected `user item [weight] [time]` separated by tab, comma or space, got 1 field; "
                    + "files with other columns need a header that names user and item"
            ),
            ("", nil, "expected interactions, got none"), ("user item\n", nil, "expected interactions, got none"),
        ] as [(String, Int?, String)])
    func mistakes(text: String, line: Int?, reason: String) {
        #expect(throws: InteractionFileError(source: "f", line: line, reason: reason)) { try table(text) }
    }

    @Test("refuse broken UTF-8 and a line without an end")
    func hostile() {
        let broken = Array("a x\nb ".utf8) + [0xFF, 0xFE, 0x0A]
        #expect(throws: InteractionFileError(source: "f", line: 2, reason: "expected the item, got broken UTF-8")) {
            try InteractionFileReader.table(bytes: broken, name: "f")
        }
        let long = Array("a x\n".utf8) + [UInt8](repeating: 0x61, count: 3 << 20)
        #expect(
            throws: InteractionFileError(
                source: "f", line: 2, reason: "expected a line of at most 1048576 bytes, got more")
        ) { try InteractionFileReader.table(bytes: long, name: "f") }
    }

    @Test("keep names apart that only look alike")
    func bytewise() throws {
        #expect(try table("\u{E9} x\ne\u{301} x\n").users.count == 2)
    }

    @Test("with random damage give a table or a named mistake", arguments: 0..<60 as Range<UInt64>)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let seeds = [
            "user\titem\trating\ttime\na\tx\t1\t9\nb\ty\t2\t8\n", "a,x,1\n\"b\",y,2\n", "a x 881250949\nb y 1e9\n",
        ]
        let pieces: [[UInt8]] = [
            [0], [0xFF], [0x22], [0x2C], [0x09], [0x20], [0x0A], [0x0D, 0x0A], Array("nan".utf8), Array("-1e308".utf8),
            Array("é".utf8), [0x1F, 0x8B], Array("user".utf8),
        ]
        for _ in 0..<200 {
            var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
                } else {
                    bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...4, using: &random)))
                }
            }
            do {
                let table = try InteractionFileReader.table(bytes: bytes, name: "f")
                #expect(!table.rows.isEmpty)
                for row in table.rows {
                    #expect(table.users.indices.contains(Int(row.user)) && table.items.indices.contains(Int(row.item)))
                    #expect(row.weight.isFinite && row.time.isFinite)
                }
                // Written plainly and read again it is the same table, unless a name could be taken for two fields.
                guard !(table.users + table.items).contains(where: { $0.contains("\t") }) else { continue }
                let plain = table.rows.map {
                    "\(table.users[Int($0.user)])\t\(table.items[Int($0.item)])\t\($0.weight)\t\($0.time)"
                }
                let header = "user\titem\tweight\ttime\n"
                let again = try InteractionFileReader.table(
                    bytes: Array((header + plain.joined(separator: "\n")).utf8), name: "again")
                #expect(again.rows.map(\.user) == table.rows.map(\.user) && again.items == table.items)
            } catch let error as InteractionFileError {
                #expect(error.source == "f" && !error.reason.isEmpty)
            } catch let error as IngestInputError {
                #expect(error.source == "f")
            } catch {
                Issue.record("\(error)")
            }
        }
    }
}

import Domain
import Foundation
import TestNumbers
import Testing

@Suite("An instant")
struct InstantTests {
    @Test(
        "reads and prints RFC 3339",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2017-01-01T12:26:30Z", 1_483_273_590_000),
            ("2016-02-29T23:59:59.999Z", 1_456_790_399_999), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2038-01-19T03:14:08Z", 2_147_483_648_000),
        ] as [(String, Int64)])
    func golden(text: String, milliseconds: Int64) {
        #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test(
        "takes the other spellings that the standard allows in UTC",
        arguments: [
            ("2017-01-01t00:00:00z", "2017-01-01T00:00:00Z"), ("2017-01-01T00:00:00+00:00", "2017-01-01T00:00:00Z"),
            ("2017-01-01T00:00:00.5Z", "2017-01-01T00:00:00.500Z"),
            ("2017-01-01T00:00:00.1239Z", "2017-01-01T00:00:00.123Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ])
    func spellings(text: String, expected: String) {
        #expect(Instant(rfc3339: text)?.description == expected)
    }

    @Test(
        "refuses anything else",
        arguments: [
            "", "2017", "2017-01-01", "2017-01-01T00:00:00", "2017-13-01T00:00:00Z", "2017-00-01T00:00:00Z",
            "2017-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2017-04-31T00:00:00Z", "2017-01-00T00:00:00Z",
            "2017-01-01T24:00:00Z", "2017-01-01T00:60:00Z", "2017-01-01T00:00:61Z", "2017-01-01T00:00:00+02:00",
            "2017-01-01T00:00:00.Z", "2017-01-01 00:00:00Z", "+017-01-01T00:00:00Z", "2017-01-01T00:00:00Zx",
            "２０１７-01-01T00:00:00Z", "2017-01-01T00:00:00.123456789012345678901234567890Z",
        ])
    func refusals(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test("survives printing and reading, whatever it is", arguments: UInt64(1)...20)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let instant = Instant(
                milliseconds: Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &random))
            #expect(Instant(rfc3339: instant.description) == instant)
        }
    }

    @Test("never traps on broken text", arguments: UInt64(1)...10)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789-:TZ.+zé ")
        for _ in 0..<500 {
            var text = Array("2017-01-01T12:26:30.123Z")
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[index] = alphabet.randomElement(using: &random) ?? "x"
                case 1: text.remove(at: index)
                default: text.insert(alphabet.randomElement(using: &random) ?? "x", at: index)
                }
            }
            if let instant = Instant(rfc3339: String(text)) {
                #expect(Instant(rfc3339: instant.description) == instant)
            }
        }
    }

    @Test("agrees with Foundation's Gregorian calendar throughout four centuries")
    func calendar() throws {
        var gregorian = Calendar(identifier: .gregorian)
        gregorian.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let first = try #require(Instant(rfc3339: "1800-01-01T00:00:00Z")).day
        // Every eleventh day keeps the test short and still meets every weekday, month and leap rule.
        for day in stride(from: first, to: first + 146_097, by: 11) {
            let instant = Instant(milliseconds: day * Instant.millisecondsPerDay)
            let date = Date(timeIntervalSince1970: Double(instant.seconds))
            let parts = gregorian.dateComponents([.year, .month, .day, .weekday], from: date)
            #expect(instant.date.year == parts.year)
            #expect(instant.date.month == parts.month)
            #expect(instant.date.day == parts.day)
            #expect(instant.weekday == ((parts.weekday ?? 0) + 5) % 7)
        }
    }

    @Test("counts days and seconds down before 1970 too")
    func floors() {
        #expect(Instant(milliseconds: -1).day == -1)
        #expect(Instant(milliseconds: -1).seconds == -1)
        #expect(Instant(milliseconds: -86_400_000).day == -1)
        #expect(Instant(milliseconds: -86_400_001).day == -2)
        #expect(Instant(seconds: 90).adding(days: 1).adding(seconds: -90).milliseconds == 86_400_000)
        #expect(Instant(seconds: 86_400).days(since: Instant(seconds: 43_200)) == 0.5)
        #expect(Instant(seconds: 0).weekday == 3)
        #expect(Instant(milliseconds: -1).dateText == "1969-12-31")
    }

    @Test("is its text in JSON")
    func json() throws {
        let instant = Instant(milliseconds: 1_483_273_590_001)
        let data = try JSONEncoder().encode([instant])
        #expect(String(decoding: data, as: UTF8.self) == #"["2017-01-01T12:26:30.001Z"]"#)
        #expect(try JSONDecoder().decode([Instant].self, from: data) == [instant])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Instant].self, from: Data(#"["now"]"#.utf8)) }
    }
}

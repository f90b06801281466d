/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC.
///
/// The proleptic Gregorian calendar is computed by integer arithmetic (Hinnant, "chrono-compatible low-level date
/// algorithms"), so parsing and printing need no locale, no time-zone data base and no allocation beyond the text.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Creates the instant `seconds` after 1970-01-01T00:00:00Z.
    package init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    package var seconds: Int64 { milliseconds.flooredDivision(by: 1000) }

    /// Whole days since 1970-01-01, rounded down.
    package var day: Int64 { milliseconds.flooredDivision(by: Instant.millisecondsPerDay) }

    /// The length of a day in milliseconds.
    package static let millisecondsPerDay: Int64 = 86_400_000

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// The instant `days` days later, or earlier when negative.
    package func adding(days: Int) -> Instant {
        Instant(milliseconds: milliseconds + Int64(days) * Instant.millisecondsPerDay)
    }

    /// The instant `seconds` seconds later, or earlier when negative.
    package func adding(seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1000) }

    /// The days from `earlier` to this instant, with fraction.
    package func days(since earlier: Instant) -> Double {
        Double(milliseconds - earlier.milliseconds) / Double(Instant.millisecondsPerDay)
    }

    /// The calendar date in UTC.
    package var date: (year: Int, month: Int, day: Int) { Instant.civil(fromDay: day) }

    /// The day of the week, 0 for Monday to 6 for Sunday.
    package var weekday: Int { Int((day + 3).flooredRemainder(by: 7)) }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, with milliseconds only where they are not zero: `2017-01-01T12:26:30Z`.
    package var description: String {
        let (year, month, day) = date
        let rest = milliseconds.flooredRemainder(by: Instant.millisecondsPerDay)
        var text = "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))T"
        text += "\(Self.padded(Int(rest / 3_600_000), to: 2)):\(Self.padded(Int(rest / 60_000 % 60), to: 2)):"
        text += Self.padded(Int(rest / 1000 % 60), to: 2)
        if rest % 1000 != 0 { text += "." + Self.padded(Int(rest % 1000), to: 3) }
        return text + "Z"
    }

    /// The date alone: `2017-01-01`.
    package var dateText: String { String(description.prefix(while: { $0 != "T" })) }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Instant {
    /// Reads an RFC 3339 time in UTC, such as `2017-01-01T12:26:30Z` or with a fraction of a second; nothing else.
    ///
    /// Digits of the fraction past the third are dropped. A leap second (`:60`) is taken as the second after it.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ length: Int) -> Int? {
            guard start + length <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[start..<start + length] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == 45, bytes[7] == 45,
            bytes[10] == 84 || bytes[10] == 116, bytes[13] == 58, bytes[16] == 58,
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
            (1...12).contains(month), day >= 1, day <= Instant.days(inMonth: month, year: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var fraction: Int64 = 0
        var position = 19
        if bytes[position] == 46 {
            position += 1
            var digits = 0
            while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
                if digits < 3 { fraction = fraction * 10 + Int64(bytes[position] - 48) }
                digits += 1
                position += 1
            }
            guard digits > 0 else { return nil }
            for _ in 0..<max(0, 3 - digits) { fraction *= 10 }
        }
        let zone = bytes[position...]
        guard zone.elementsEqual([90]) || zone.elementsEqual([122]) || zone.elementsEqual(Array("+00:00".utf8)) else {
            return nil
        }
        let days = Instant.day(fromCivil: year, month, day)
        let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        self.init(milliseconds: seconds * 1000 + fraction)
    }

    static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func day(fromCivil year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = shifted.flooredDivision(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func civil(fromDay day: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        return (year, month, Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))
    }
}

extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected an RFC 3339 time in UTC, got \"\(text)\"")
        }
        self = instant
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }

    fileprivate func flooredRemainder(by divisor: Int64) -> Int64 {
        self - flooredDivision(by: divisor) * divisor
    }
}

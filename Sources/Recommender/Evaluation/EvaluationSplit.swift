package import Domain

/// How interactions are divided into what is known and what must be found.
///
/// - Thread safety: an immutable value; the same rows and seed give the same division everywhere.
package enum EvaluationSplit: Equatable, Sendable {
    /// The last row of every user with at least two: the latest by time, of equal times, or without times, the one that
    /// stands last in the file.
    case leaveOneOut
    /// One moment for all users: the rows at or after it are the test, at least `share` of all rows.
    case lastShare(Double)
    /// One moment for all users: the rows of the last `days` days, up to the last row's time, are the test.
    case lastDays(Double)
    /// A random share of every user's rows; a user of n rows keeps round((1 − share) · n), halves to even.
    case random(Double)
    /// The data came divided.
    case given
}

extension EvaluationSplit {
    /// The numbers of the rows on each side, rising.
    package struct Division: Equatable, Sendable {
        package let train: [Int]
        package let test: [Int]

        package init(train: [Int], test: [Int]) {
            self.train = train
            self.test = test
        }
    }

    /// Divides the rows; `given` leaves all of them in train.
    ///
    /// - Throws: `EvaluationSplitError` when time is asked for and unknown, or one side would be empty.
    /// - Complexity: O(rows · log rows).
    package func division(of table: InteractionTable, seed: UInt64) throws(EvaluationSplitError) -> Division {
        let isTest: [Bool]
        switch self {
        case .leaveOneOut: isTest = Self.lastOfEach(table)
        case .lastShare(let share):
            guard table.hasTimes else { throw .noTimes }
            let times = table.rows.map(\.time).sorted()
            let place = Int(((1 - share) * Double(times.count)).rounded(.down))
            guard times.indices.contains(place) else { throw .emptySide(split: description) }
            isTest = table.rows.map { $0.time >= times[place] }
        case .lastDays(let days):
            guard table.hasTimes else { throw .noTimes }
            let cut = (table.rows.map(\.time).max() ?? 0) - days * 86_400
            isTest = table.rows.map { $0.time > cut }
        case .random(let share): isTest = Self.drawn(table, share: share, seed: seed)
        case .given: isTest = table.rows.map { _ in false }
        }
        let division = Division(
            train: isTest.indices.filter { !isTest[$0] }, test: isTest.indices.filter { isTest[$0] })
        guard self == .given || (!division.train.isEmpty && !division.test.isEmpty) else {
            throw .emptySide(split: description)
        }
        return division
    }

    /// Divides a table into two with the same numbering.
    ///
    /// - Throws: As `division(of:seed:)`.
    package func apply(
        to table: InteractionTable, seed: UInt64
    ) throws(EvaluationSplitError) -> (train: InteractionTable, test: InteractionTable) {
        let division = try division(of: table, seed: seed)
        return (table.selecting(division.train), table.selecting(division.test))
    }

    /// How the train side is divided again to choose parameters on: the same way, and data that came divided by a
    /// random fifth.
    package var forValidation: EvaluationSplit { self == .given ? .random(0.2) : self }

    private static func rowsOfUsers(_ table: InteractionTable) -> [[Int]] {
        var rows = [[Int]](repeating: [], count: table.users.count)
        for (place, row) in table.rows.enumerated() { rows[Int(row.user)].append(place) }
        return rows
    }

    private static func lastOfEach(_ table: InteractionTable) -> [Bool] {
        var isTest = [Bool](repeating: false, count: table.rows.count)
        for places in rowsOfUsers(table) where places.count >= 2 {
            // Times of 0 stand for no times, so equal rows fall back to the order of the file by themselves.
            let last = places.reduce(places[0]) { table.rows[$1].time >= table.rows[$0].time ? $1 : $0 }
            isTest[last] = true
        }
        return isTest
    }

    private static func drawn(_ table: InteractionTable, share: Double, seed: UInt64) -> [Bool] {
        var isTest = [Bool](repeating: false, count: table.rows.count)
        for (user, places) in rowsOfUsers(table).enumerated() {
            var random = SeededRandom(seed: seed, stream: UInt64(user))
            let kept = Int(((1 - share) * Double(places.count)).rounded(.toNearestOrEven))
            // Drawn without replacement: Fisher and Yates' shuffle, as far as the test side needs it.
            var places = places
            for drawn in 0..<max(0, places.count - kept) {
                places.swapAt(drawn, drawn + random.below(places.count - drawn))
                isTest[places[drawn]] = true
            }
        }
        return isTest
    }
}

extension EvaluationSplit: CustomStringConvertible {
    /// Reads `leave-one-out`, `time` (the last fifth), `time:SHARE`, `time:DAYSd`, `random` (a quarter) or
    /// `random:SHARE`; nil for anything else, and for shares outside of 0 to 1.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? parts[1] : nil
        func share(_ standard: Double) -> Double? {
            guard let value else { return standard }
            return Double(value).flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
        }
        switch parts[0] {
        case "leave-one-out" where value == nil: self = .leaveOneOut
        case "time":
            if let value, value.hasSuffix("d") {
                guard let days = Double(value.dropLast()), days > 0, days.isFinite else { return nil }
                self = .lastDays(days)
            } else {
                guard let share = share(0.2) else { return nil }
                self = .lastShare(share)
            }
        case "random":
            guard let share = share(0.25) else { return nil }
            self = .random(share)
        default: return nil
        }
    }

    /// What `init(_:)` reads; `given` for data that came divided.
    package var description: String {
        switch self {
        case .leaveOneOut: "leave-one-out"
        case .lastShare(let share): "time:\(share)"
        case .lastDays(let days): "time:\(days)d"
        case .random(let share): "random:\(share)"
        case .given: "given"
        }
    }
}

/// Why interactions could not be divided.
package enum EvaluationSplitError: Error, Equatable, CustomStringConvertible {
    /// The rows have no times.
    case noTimes
    /// Train or test would hold nothing.
    case emptySide(split: String)

    package var description: String {
        switch self {
        case .noTimes: "a split by time needs interactions with times; there are none"
        case .emptySide(let split): "the split \(split) leaves nothing to train on, or nothing to test"
        }
    }
}

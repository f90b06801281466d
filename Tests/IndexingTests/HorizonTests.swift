import Domain
import Indexing
import Testing

@Suite("Horizon")
struct HorizonTests {
    private static let day: Int64 = 86_400_000
    private static let start: Int64 = 1_600_000_000_000

    /// One engagement of every user on each of some days.
    private func log(users: Int, days: [Int], and others: [(user: Int, day: Int)] = []) throws -> Interactions {
        let rows = (days.flatMap { day in (0..<users).map { (user: $0, day: day) } } + others)
            .sorted { ($0.day, $0.user) < ($1.day, $1.user) }
        return try Interactions(
            userCount: users, messageCount: 1, campaignCount: 0, users: rows.map { Int32($0.user) },
            messages: rows.map { _ in 0 }, campaigns: rows.map { _ in -1 },
            times: rows.map { Self.start + Int64($0.day) * Self.day }, types: rows.map { _ in .transaction },
            amounts: rows.map { _ in .nan })
    }

    private func end(afterDay day: Int) -> Instant { Instant(milliseconds: Self.start + Int64(day) * Self.day + 1) }

    @Test("The wished window before the build's time is taken where enough happened in it")
    func usual() throws {
        let horizon = Horizon(
            wished: 30, interactions: try log(users: 20, days: Array(0..<200)), asOf: end(afterDay: 199))
        #expect(horizon.days == 30 && horizon.end == end(afterDay: 199))
        #expect(horizon.start == horizon.end.adding(days: -30))
    }

    @Test("A short log gives a quarter of its span, an empty one the wish")
    func short() throws {
        let horizon = Horizon(
            wished: 30, interactions: try log(users: 20, days: Array(0..<40)), asOf: end(afterDay: 39))
        #expect(horizon.days == 9 && horizon.end == end(afterDay: 39))
        let empty = Horizon(wished: 30, interactions: try log(users: 3, days: []), asOf: end(afterDay: 5))
        #expect(empty.days == 30 && empty.end == end(afterDay: 5))
    }

    @Test("A silence of late is bridged by a longer window")
    func silence() throws {
        let horizon = Horizon(
            wished: 10, interactions: try log(users: 20, days: Array(0..<160)), asOf: end(afterDay: 185))
        #expect(horizon.days == 40 && horizon.end == end(afterDay: 185))
    }

    @Test("A log that paused for years and has hardly begun again is learned from where it was busy last")
    func pause() throws {
        let log = try log(users: 100, days: Array(0..<300), and: [(user: 3, day: 3000), (user: 4, day: 3001)])
        let horizon = Horizon(wished: 30, interactions: log, asOf: end(afterDay: 3001))
        #expect(horizon.days == 30)
        #expect(horizon.end <= end(afterDay: 299) && horizon.end > end(afterDay: 285))
    }

    @Test("Where nobody ever came back, the window that says most is taken, and nothing is looked for without end")
    func strangers() throws {
        let log = try log(users: 300, days: [], and: (0..<300).map { (user: $0, day: $0) })
        let horizon = Horizon(wished: 30, interactions: log, asOf: end(afterDay: 299))
        #expect(horizon.end == end(afterDay: 299) && (30...75).contains(horizon.days))
    }
}

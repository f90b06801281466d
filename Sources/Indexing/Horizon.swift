package import Domain

/// The window of the log that a build learns from and validates on, as long as the forecast looks ahead.
///
/// A window validates nothing unless people who were known before it engaged in it. Where the wished one before the build's
/// time has too few of them (a log with long silences), longer ones are tried, each twice the one before, up to a quarter of
/// the log's span, and the first that has enough is taken. Where none has (a log that paused, and has hardly begun again),
/// the wished window is moved back to where it last had enough; where it never had, the one that has most is taken.
package struct Horizon: Hashable {
    /// How many known users must have engaged in the window: this many, or a tenth of all users where they are few.
    static let leastUsers = 50

    /// The window's length.
    package let days: Int
    /// Where it ends, exclusively: the build's time, or earlier where little happened of late.
    package let end: Instant

    /// Where it begins.
    package var start: Instant { end.adding(days: -days) }

    /// Chooses the window before `asOf`.
    package init(wished: Int, interactions: Interactions, asOf: Instant) {
        let engagements = Engagements(interactions)
        guard let first = engagements.first else {
            (days, end) = (wished, asOf)
            return
        }
        let span = max(1, Int(asOf.days(since: first) / 4))
        let enough = min(Self.leastUsers, max(1, interactions.userCount / 10))
        let shortest = min(wished, span)
        var days = shortest
        var best = (days: days, users: -1)
        while true {
            let users = engagements.knownUsers(from: asOf.adding(days: -days), to: asOf)
            if users > best.users { best = (days, users) }
            if users >= enough || days == span { break }
            days = min(2 * days, span)
        }
        if best.users < enough, let end = engagements.lastEnd(days: shortest, users: enough, before: asOf) {
            (self.days, self.end) = (shortest, end)
        } else {
            (self.days, self.end) = (best.days, asOf)
        }
    }
}

/// Who engaged when, in order of time.
private struct Engagements {
    private let rows: [(time: Int64, user: Int32)]
    private let starts: [Int32: Int64]

    init(_ interactions: Interactions) {
        rows = interactions.engagementRows.map { (interactions.times[$0], interactions.users[$0]) }
        starts = Dictionary(rows.map { ($0.user, $0.time) }, uniquingKeysWith: min)
    }

    var first: Instant? { rows.first.map { Instant(milliseconds: $0.time) } }

    /// How many users engaged both before `start` and from then until `end`.
    func knownUsers(from start: Instant, to end: Instant) -> Int {
        var users: Set<Int32> = []
        for row in rows where row.time >= start.milliseconds && row.time < end.milliseconds { users.insert(row.user) }
        return users.count { starts[$0].map { $0 < start.milliseconds } ?? false }
    }

    /// The end of the last window of some days that has enough known users, just after an engagement; nil where none has.
    ///
    /// Ends are tried at a quarter of a window's distance from each other, over silences at once.
    func lastEnd(days: Int, users: Int, before asOf: Instant) -> Instant? {
        guard let first else { return nil }
        var end = asOf
        while true {
            guard let last = rows.last(where: { $0.time < end.milliseconds }) else { return nil }
            end = min(end, Instant(milliseconds: last.time + 1))
            guard end.adding(days: -days) > first else { return nil }
            if knownUsers(from: end.adding(days: -days), to: end) >= users { return end }
            end = end.adding(seconds: -Int64(days) * 86_400 / 4)
        }
    }
}

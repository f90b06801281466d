internal import Domain

/// Chooses how far the forecast looks ahead, and with it how long the validation window is.
///
/// A window validates nothing unless people who were known before it engaged in it. Where the wished one has too few of
/// them (a log with long silences), longer ones are tried, each twice the one before, and the first that has enough is
/// taken, or the one that has most; where the log is short, the window is cut to a quarter of its span.
enum Horizon {
    /// How many known users must have engaged in the window: this many, or a tenth of all users where they are few.
    static let leastUsers = 50

    /// The days of the window before `asOf`.
    static func days(wished: Int, interactions: Interactions, asOf: Instant) -> Int {
        let rows = interactions.engagementRows
        guard let first = rows.first else { return wished }
        let span = max(1, Int(asOf.days(since: Instant(milliseconds: interactions.times[first])) / 4))
        let enough = min(leastUsers, max(1, interactions.userCount / 10))
        var days = min(wished, span)
        var best = (days: days, users: -1)
        while true {
            let users = knownUsers(interactions, rows: rows, since: asOf.adding(days: -days))
            if users > best.users { best = (days, users) }
            if users >= enough || days == span { return best.days }
            days = min(2 * days, span)
        }
    }

    /// How many users engaged both before `start` and from then on.
    private static func knownUsers(_ interactions: Interactions, rows: [Int], since start: Instant) -> Int {
        var before: Set<Int32> = []
        var after: Set<Int32> = []
        for row in rows {
            if interactions.times[row] < start.milliseconds {
                before.insert(interactions.users[row])
            } else {
                after.insert(interactions.users[row])
            }
        }
        return before.intersection(after).count
    }
}

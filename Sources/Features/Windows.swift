internal import Domain

/// The starts of the windows that end, exclusively, at one instant.
struct Windows {
    let asOf: Instant
    private let start7: Int64
    private let start30: Int64
    private let start90: Int64

    init(asOf: Instant) {
        self.asOf = asOf
        start7 = asOf.adding(days: -7).milliseconds
        start30 = asOf.adding(days: -30).milliseconds
        start90 = asOf.adding(days: -90).milliseconds
    }

    func within7(_ time: Int64) -> Bool { time >= start7 }
    func within30(_ time: Int64) -> Bool { time >= start30 }
    func within90(_ time: Int64) -> Bool { time >= start90 }

    /// The days from `time` to the instant, with fraction.
    func days(since time: Int64) -> Float { Float(asOf.days(since: Instant(milliseconds: time))) }
}

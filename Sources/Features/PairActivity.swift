internal import Domain

/// What one user has done with one message, event by event in order of time.
struct PairActivity {
    private(set) var events = 0
    private var events30 = 0
    private var events90 = 0
    private var first: Int64 = 0
    private(set) var last: Int64 = 0

    mutating func observe(time: Int64, windows: Windows) {
        if events == 0 { first = time }
        last = time
        events += 1
        events30 += windows.within30(time) ? 1 : 0
        events90 += windows.within90(time) ? 1 : 0
    }

    /// The stored features, in order of `PairFeature`.
    ///
    /// - Parameter userEvents: all engaged events of the user, at least those of the pair.
    func row(userEvents: Int, windows: Windows) -> [Float] {
        let sinceLast = windows.asOf.days(since: Instant(milliseconds: last))
        let span = Instant(milliseconds: last).days(since: Instant(milliseconds: first))
        let gap = events > 1 ? span / Double(events - 1) : .nan
        return [
            Float(events30), Float(events90), Float(events), Float(sinceLast), Float(gap),
            gap > 0 ? Float(sinceLast / gap) : .nan, Float(Double(events) / Double(userEvents)),
        ]
    }
}

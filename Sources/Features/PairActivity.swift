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

    /// Appends the stored features, in order of `PairFeature`, to `rows`.
    ///
    /// - Parameter userEvents: all engaged events of the user, at least those of the pair.
    func append(to rows: inout [Float], userEvents: Int, windows: Windows) {
        let sinceLast = windows.asOf.days(since: Instant(milliseconds: last))
        let span = Instant(milliseconds: last).days(since: Instant(milliseconds: first))
        let gap = events > 1 ? span / Double(events - 1) : .nan
        rows.append(Float(events30))
        rows.append(Float(events90))
        rows.append(Float(events))
        rows.append(Float(sinceLast))
        rows.append(Float(gap))
        rows.append(gap > 0 ? Float(sinceLast / gap) : .nan)
        rows.append(Float(Double(events) / Double(userEvents)))
    }
}

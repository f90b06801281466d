internal import Domain

/// What one user has done, event by event in order of time.
struct UserActivity {
    private(set) var events = 0
    private var events7 = 0
    private var events30 = 0
    private var events90 = 0
    private var first: Int64 = 0
    private var last: Int64 = 0
    private var amounts = AmountSum()
    private var amounts30 = AmountSum()
    private var activeDays = 0
    private var campaignEvents = 0
    private var messages30 = 0
    private var messages90 = 0

    mutating func observe(time: Int64, amount: Float, inCampaign: Bool, windows: Windows) {
        let day = Instant(milliseconds: time).day
        if events == 0 { first = time }
        if events == 0 || Instant(milliseconds: last).day != day { activeDays += 1 }
        last = time
        events += 1
        events7 += windows.within7(time) ? 1 : 0
        events30 += windows.within30(time) ? 1 : 0
        events90 += windows.within90(time) ? 1 : 0
        amounts.add(amount)
        if windows.within30(time) { amounts30.add(amount) }
        campaignEvents += inCampaign ? 1 : 0
    }

    mutating func observe(_ pair: PairActivity, windows: Windows) {
        messages30 += windows.within30(pair.last) ? 1 : 0
        messages90 += windows.within90(pair.last) ? 1 : 0
    }

    func value(_ feature: UserFeature, windows: Windows) -> Float {
        switch feature {
        case .events7: Float(events7)
        case .events30: Float(events30)
        case .events90: Float(events90)
        case .messages30: Float(messages30)
        case .messages90: Float(messages90)
        case .daysSinceLast: events == 0 ? .nan : windows.days(since: last)
        case .tenureDays: events == 0 ? .nan : windows.days(since: first)
        case .meanAmount: amounts.mean
        case .amount30: Float(amounts30.sum)
        case .eventsPerActiveDay: events == 0 ? .nan : Float(Double(events) / Double(activeDays))
        case .campaignShare: events == 0 ? .nan : Float(Double(campaignEvents) / Double(events))
        }
    }
}

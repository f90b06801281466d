/// What has been done with one message, event by event in order of time.
struct MessageActivity {
    private var events = 0
    private var events7 = 0
    private var events30 = 0
    private var events90 = 0
    private var first: Int64 = 0
    private var last: Int64 = 0
    private var amounts = AmountSum()
    private var users = 0
    private var users30 = 0
    private var users90 = 0
    private var repeatUsers = 0

    mutating func observe(time: Int64, amount: Float, windows: Windows) {
        if events == 0 { first = time }
        last = time
        events += 1
        events7 += windows.within7(time) ? 1 : 0
        events30 += windows.within30(time) ? 1 : 0
        events90 += windows.within90(time) ? 1 : 0
        amounts.add(amount)
    }

    mutating func observe(_ pair: PairActivity, windows: Windows) {
        users += 1
        users30 += windows.within30(pair.last) ? 1 : 0
        users90 += windows.within90(pair.last) ? 1 : 0
        repeatUsers += pair.events > 1 ? 1 : 0
    }

    func value(_ feature: MessageFeature, windows: Windows) -> Float {
        switch feature {
        case .events7: Float(events7)
        case .events30: Float(events30)
        case .events90: Float(events90)
        case .users30: Float(users30)
        case .users90: Float(users90)
        case .users: Float(users)
        case .daysSinceLast: events == 0 ? .nan : windows.days(since: last)
        case .ageDays: events == 0 ? .nan : windows.days(since: first)
        case .meanAmount: amounts.mean
        case .repeatRatio: users == 0 ? .nan : Float(Double(repeatUsers) / Double(users))
        case .trend: events30 == 0 ? .nan : Float((Double(events7) / 7) / (Double(events30) / 30))
        }
    }
}

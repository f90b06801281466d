package import Domain

/// A seeded little shop: people with two tastes each, goods of six kinds, four campaigns, half a year of purchases.
///
/// Small enough to be built in a second, with enough structure that every signal has something to say.
package struct SmallShop: Sendable {
    package let events: [Event]
    package let messages: [Message]
    package let campaigns: [Campaign]

    package static let userCount = 40
    package static let firstDay = Instant(seconds: 1_700_000_000)
    package static let days = 180

    private static let goods: [(kind: String, items: [String])] = [
        ("coffee", ["dark roast beans", "mild filter coffee", "espresso capsules", "instant coffee", "decaf beans"]),
        ("bread", ["rye bread", "white toast", "sourdough loaf", "bread rolls", "seeded baguette"]),
        ("garden", ["tomato seeds", "potting soil", "watering can", "pruning shears", "lawn fertiliser"]),
        ("pets", ["dry cat food", "dog treats", "cat litter", "bird seed", "aquarium filter"]),
        ("kitchen", ["steel frying pan", "chef's knife", "cutting board", "mixing bowl", "baking tray"]),
        ("care", ["mint toothpaste", "hand soap", "sun lotion", "shampoo", "cotton pads"]),
    ]

    /// - Parameter isPlaced: whether events say where they happened: 30 users are in DE, of whom 20 come by the web.
    package init(seed: UInt64 = 7, extraMessages: Int = 0, isPlaced: Bool = false) {
        var random = SplitMix(state: seed)
        var messages: [Message] = []
        for (kindIndex, group) in Self.goods.enumerated() {
            for (itemIndex, item) in group.items.enumerated() {
                for size in ["small", "large"] {
                    let campaigns = itemIndex < 2 && kindIndex < 4 ? [CampaignID("offer-\(kindIndex)")] : []
                    messages.append(
                        Message(
                            id: MessageID("\(group.kind)-\(itemIndex)-\(size)"),
                            text: "\(item), \(size) pack (\(group.kind))",
                            campaignIDs: campaigns))
                }
            }
        }
        // One pair of equal texts and one withdrawn message.
        messages.append(Message(id: "coffee-twin", text: "dark roast beans, small pack (coffee)"))
        messages.append(Message(id: "withdrawn", text: "a thing nobody may see", hidden: true))
        for index in 0..<extraMessages {
            messages.append(Message(id: MessageID("extra-\(index)"), text: "a newly listed article, number \(index)"))
        }
        self.messages = messages

        let end = Self.firstDay.adding(days: Self.days)
        campaigns = (0..<4).map { index in
            Campaign(
                id: CampaignID("offer-\(index)"), name: "Offer \(index)", kind: "coupon",
                startsAt: Self.firstDay.adding(days: index == 3 ? 10 : 100),
                endsAt: index == 3 ? Self.firstDay.adding(days: 40) : end.adding(days: 20 + index),
                countries: index == 2 ? ["DE"] : [])
        }

        var events: [Event] = []
        for user in 0..<Self.userCount {
            let tastes = [user % 6, (user / 6 + 2) % 6]
            for day in 0..<Self.days where random.next() % 3 == 0 {
                let kind = random.next() % 5 == 0 ? Int(random.next() % 6) : tastes[Int(random.next() % 2)]
                let item = Int(random.next() % 5)
                let size = random.next() % 3 == 0 ? "large" : "small"
                let time = Self.firstDay.adding(days: day).adding(seconds: Int64(random.next() % 50_000))
                events.append(
                    Event(
                        id: EventID("t-\(user)-\(day)"), time: time, type: .transaction,
                        userID: UserID("shopper-\(user)"),
                        messageID: MessageID("\(Self.goods[kind].kind)-\(item)-\(size)"),
                        amount: Double(random.next() % 2000) / 100,
                        country: isPlaced ? (user < 30 ? "DE" : "FR") : nil,
                        device: isPlaced ? (user % 3 == 0 ? .ios : .web) : nil))
            }
            for campaign in 0..<4 where (user + campaign) % 2 == 0 {
                events.append(
                    Event(
                        id: EventID("i-\(user)-\(campaign)"), time: Self.firstDay.adding(days: 100), type: .impression,
                        userID: UserID("shopper-\(user)"), campaignID: CampaignID("offer-\(campaign)")))
                if user % 5 == 0 {
                    events.append(
                        Event(
                            id: EventID("c-\(user)-\(campaign)"), time: Self.firstDay.adding(days: 120),
                            type: .conversion, userID: UserID("shopper-\(user)"),
                            messageID: MessageID("\(Self.goods[campaign].kind)-0-small"),
                            campaignID: CampaignID("offer-\(campaign)"), amount: 1))
                }
            }
        }
        self.events = events
    }

    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}

import Domain

/// Values for tests.
enum Sample {
    /// Texts that break what is careless.
    static let hostileTexts = [
        "", "'; DROP TABLE events; --", "\" OR 1=1", "$1 ? :a %s \\'", "ü ß 語 🐦‍⬛ e\u{301} \u{e9}", "tab\tline\n\r",
        String(repeating: "long ", count: 2000),
    ]

    static func event(
        _ id: String, at seconds: Int64 = 1_000_000, _ type: EventType = .view, user: UserID = "u1",
        message: MessageID? = nil, campaign: CampaignID? = nil, text: String? = nil, amount: Double? = nil
    ) -> Event {
        Event(
            id: EventID(id), time: Instant(seconds: seconds), type: type, userID: user, messageID: message,
            campaignID: campaign, text: text, amount: amount)
    }

    /// An event with every field set, made of its number.
    static func fullEvent(_ number: Int) -> Event {
        Event(
            id: EventID("event-\(number)"),
            time: Instant(milliseconds: 1_700_000_000_000 + Int64(number * 7919 % 5000)),
            type: EventType.allCases[number % EventType.allCases.count], userID: UserID("user-\(number % 50)"),
            messageID: MessageID("message-\(number % 300)"), campaignID: CampaignID("campaign-\(number % 7)"),
            text: hostileTexts[number % hostileTexts.count], amount: Double(number) / 3,
            dwellSeconds: Double(number % 60), label: number % 2, country: "DE", device: Device.allCases[number % 3],
            properties: "{\"n\":\(number)}")
    }

    /// Whether (time, name) ascend, names byte by byte.
    static func isInOrder(_ events: [Event]) -> Bool {
        zip(events, events.dropFirst()).allSatisfy { first, second in
            first.time < second.time
                || (first.time == second.time
                    && first.id.rawValue.utf8.lexicographicallyPrecedes(second.id.rawValue.utf8))
        }
    }
}

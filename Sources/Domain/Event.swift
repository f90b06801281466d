/// One immutable fact: who did what, with what, when; the source of truth of everything else.
package struct Event: Hashable, Sendable {
    /// The key of the log; a second event of the same name is a duplicate.
    package let id: EventID
    /// When it happened.
    package let time: Instant
    /// What happened.
    package let type: EventType
    /// Who did it, or to whom it was shown.
    package let userID: UserID
    /// The message it is about.
    package let messageID: MessageID?
    /// The campaign it belongs to.
    package let campaignID: CampaignID?
    /// The text of a `message` or `reply`.
    package let text: String?
    /// Money, at least 0.
    package let amount: Double?
    /// Seconds of attention, at least 0.
    package let dwellSeconds: Double?
    /// The outcome of a `label` event, 0 or 1.
    package let label: Int?
    /// ISO 3166-1 alpha-2.
    package let country: String?
    /// Where it happened.
    package let device: Device?
    /// Anything else, as one JSON object with sorted keys.
    package let properties: String?

    package init(
        id: EventID, time: Instant, type: EventType, userID: UserID, messageID: MessageID? = nil,
        campaignID: CampaignID? = nil, text: String? = nil, amount: Double? = nil, dwellSeconds: Double? = nil,
        label: Int? = nil, country: String? = nil, device: Device? = nil, properties: String? = nil
    ) {
        self.id = id
        self.time = time
        self.type = type
        self.userID = userID
        self.messageID = messageID
        self.campaignID = campaignID
        self.text = text
        self.amount = amount
        self.dwellSeconds = dwellSeconds
        self.label = label
        self.country = country
        self.device = device
        self.properties = properties
    }
}

/// What an event says happened.
package enum EventType: String, CaseIterable, Codable, Sendable {
    case message, impression, view, click, dwell, like, reply, share, follow, bookmark, session, transaction
    case conversion, label

    /// A small number that stands for the type in snapshot files; never reused.
    package var code: UInt8 {
        switch self {
        case .message: 0
        case .impression: 1
        case .view: 2
        case .click: 3
        case .dwell: 4
        case .like: 5
        case .reply: 6
        case .share: 7
        case .follow: 8
        case .bookmark: 9
        case .session: 10
        case .transaction: 11
        case .conversion: 12
        case .label: 13
        }
    }

    /// The type of a code, or nil where no type has it.
    package init?(code: UInt8) {
        guard let type = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = type
    }

    /// Whether the event shows that the user did something with a message, and was not merely shown it.
    package var isEngagement: Bool {
        switch self {
        case .impression, .session, .label: false
        default: true
        }
    }
}

/// The kind of device of an event or a request.
package enum Device: String, CaseIterable, Codable, Sendable {
    case ios, android, web
}

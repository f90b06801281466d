internal import Domain

/// The fields of an event, in the order of `docs/contracts/event.schema.json`.
enum EventField: Int, ContractField {
    case eventID, eventTime, eventType, userID, messageID, campaignID, text, amount, dwellSeconds, label, country
    case device, properties

    var name: String {
        switch self {
        case .eventID: "event_id"
        case .eventTime: "event_time"
        case .eventType: "event_type"
        case .userID: "user_id"
        case .messageID: "message_id"
        case .campaignID: "campaign_id"
        case .text: "text"
        case .amount: "amount"
        case .dwellSeconds: "dwell_seconds"
        case .label: "label"
        case .country: "country"
        case .device: "device"
        case .properties: "properties"
        }
    }

    var form: FieldForm {
        switch self {
        case .amount, .dwellSeconds, .label: .number
        case .properties: .object
        default: .string
        }
    }

    static let required: [EventField] = [.eventID, .eventTime, .eventType, .userID]
    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}

/// The limits of every record.
enum ContractLimits {
    /// The longest text, in bytes of UTF-8.
    static let textBytes = 32 * 1024
    /// The longest `properties`, in bytes of JSON.
    static let propertiesBytes = 32 * 1024
    /// The greatest amount of money.
    static let amount = 1e12
    /// The longest attention, in seconds: a week.
    static let dwellSeconds = 604_800.0
    /// How far ahead of now an event may be, in seconds.
    static let secondsAhead: Int64 = 60
    /// The longest name of a campaign, in bytes of UTF-8.
    static let nameBytes = 256
    /// The greatest cap.
    static let cap = 1_000_000_000
}

extension Event {
    /// The event that `values` describe.
    ///
    /// What a type needs beside the four fields of every event: `message` its `message_id` and `text`; `reply` the
    /// `message_id` of the message replied to; `dwell` its `dwell_seconds`; `label` its `label`; `session` nothing;
    /// every other type, and `dwell`, the `message_id` or the `campaign_id` it is about.
    ///
    /// - Throws: `ContractViolation` for the first field that breaks the contract.
    init(_ values: FieldValues<EventField>, now: Instant) throws(ContractViolation) {
        let id = try values.required(.eventID, values.identifier(.eventID, of: Event.self))
        let time = try values.required(.eventTime, values.time(.eventTime))
        guard time <= now.adding(seconds: ContractLimits.secondsAhead) else {
            throw ContractViolation(
                field: EventField.eventTime.name, reason: "expected at most 1 minute ahead of now, got \(time)")
        }
        let type = try values.required(.eventType, values.choice(.eventType, of: EventType.self))
        let userID = try values.required(.userID, values.identifier(.userID, of: User.self))
        var messageID = try values.identifier(.messageID, of: Message.self)
        let campaignID = try values.identifier(.campaignID, of: Campaign.self)
        var text = try values.text(.text, limit: ContractLimits.textBytes)
        var dwellSeconds = try values.amount(.dwellSeconds, limit: ContractLimits.dwellSeconds)
        var label = try values.integer(.label, in: 0...1)

        func needsSubject() throws(ContractViolation) {
            if messageID == nil, campaignID == nil {
                throw ContractViolation(
                    field: EventField.messageID.name,
                    reason: "missing: a \(type.rawValue) event needs message_id or campaign_id")
            }
        }
        let demand = "a \(type.rawValue) event needs it"
        switch type {
        case .message:
            messageID = try values.required(.messageID, messageID, by: demand)
            text = try values.required(.text, text, by: demand)
        case .reply: messageID = try values.required(.messageID, messageID, by: demand)
        case .dwell:
            dwellSeconds = try values.required(.dwellSeconds, dwellSeconds, by: demand)
            try needsSubject()
        case .label: label = try values.required(.label, label, by: demand)
        case .session: break
        case .impression, .view, .click, .like, .share, .follow, .bookmark, .transaction, .conversion:
            try needsSubject()
        }
        self.init(
            id: id, time: time, type: type, userID: userID, messageID: messageID, campaignID: campaignID, text: text,
            amount: try values.amount(.amount, limit: ContractLimits.amount), dwellSeconds: dwellSeconds, label: label,
            country: try values.country(.country), device: try values.choice(.device, of: Device.self),
            properties: try values.object(.properties, limit: ContractLimits.propertiesBytes))
    }
}

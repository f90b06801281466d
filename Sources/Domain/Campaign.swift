/// A group of messages with eligibility, caps and pacing.
package struct Campaign: Hashable, Sendable {
    /// The key of the catalogue.
    package let id: CampaignID
    /// What people call it.
    package let name: String
    /// Its kind, in the customer's own words.
    package let kind: String?
    /// From when its messages may be shown; nil: from ever.
    package let startsAt: Instant?
    /// Until when, inclusive; nil: for ever.
    package let endsAt: Instant?
    /// ISO 3166-1 alpha-2 codes it is limited to; empty: everywhere.
    package let countries: [String]
    /// Devices it is limited to; empty: all.
    package let devices: [Device]
    /// The greatest number of showings a day.
    package let dailyCap: Int?
    /// The greatest number of showings to one user.
    package let perUserCap: Int?
    /// How showings are spread over the day.
    package let pacing: Pacing?
    /// The messages that the campaign's own record lists.
    package let messageIDs: [MessageID]

    package init(
        id: CampaignID, name: String, kind: String? = nil, startsAt: Instant? = nil, endsAt: Instant? = nil,
        countries: [String] = [], devices: [Device] = [], dailyCap: Int? = nil, perUserCap: Int? = nil,
        pacing: Pacing? = nil, messageIDs: [MessageID] = []
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.countries = countries
        self.devices = devices
        self.dailyCap = dailyCap
        self.perUserCap = perUserCap
        self.pacing = pacing
        self.messageIDs = messageIDs
    }

    /// Whether the campaign runs at `time`.
    package func isActive(at time: Instant) -> Bool {
        (startsAt.map { $0 <= time } ?? true) && (endsAt.map { time <= $0 } ?? true)
    }
}

/// How a campaign's showings are spread over the day.
package enum Pacing: String, CaseIterable, Codable, Sendable {
    /// As fast as requests come.
    case asap
    /// Evenly over the day.
    case even
}

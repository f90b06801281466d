/// What the lines of an input are: facts, or records of the catalogue.
package enum RecordKind: String, CaseIterable, Sendable {
    /// Immutable facts, keyed by `event_id`; a second event of the same id is a duplicate.
    case events
    /// Messages of the catalogue; a later record replaces an earlier one of the same id.
    case messages
    /// Campaigns of the catalogue; a later record replaces an earlier one of the same id.
    case campaigns

    /// The kind that the name of a file speaks of: `campaigns.ndjson.gz`, `new-messages.csv`; events otherwise.
    package init(guessedFromPath path: String) {
        let name = (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
        if name.contains("event") {
            self = .events
        } else if name.contains("campaign") {
            self = .campaigns
        } else if name.contains("message") {
            self = .messages
        } else {
            self = .events
        }
    }

    /// The names of the contract's fields, in the order of the contract.
    package var fieldNames: [String] {
        switch self {
        case .events: EventField.allCases.map(\.name)
        case .messages: MessageField.allCases.map(\.name)
        case .campaigns: CampaignField.allCases.map(\.name)
        }
    }

    /// The names of the fields that no record may lack.
    package var requiredFieldNames: [String] {
        switch self {
        case .events: EventField.required.map(\.name)
        case .messages: MessageField.required.map(\.name)
        case .campaigns: CampaignField.required.map(\.name)
        }
    }
}

/// How the records of an input are written.
package enum InputFormat: String, Sendable {
    /// One JSON object a line.
    case ndjson
    /// A header row with the names of fields, then one record a row (RFC 4180).
    case csv

    /// CSV where the name of a file says so, before an optional `.gz`; NDJSON otherwise.
    package init(guessedFromPath path: String) {
        var name = path.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        self = name.hasSuffix(".csv") ? .csv : .ndjson
    }
}

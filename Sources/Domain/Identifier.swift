/// The name of one entity, as the outside world gave it: 1 to 64 characters, compared byte by byte.
///
/// The phantom parameter keeps a user's name from being passed where a message's is meant; it costs nothing at run time.
package struct Identifier<Entity>: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text of the name.
    package let rawValue: String

    /// Wraps `rawValue` as it is; the data contract checks length and characters where data enters.
    package init(_ rawValue: String) { self.rawValue = rawValue }

    package init(stringLiteral value: String) { self.rawValue = value }

    package var description: String { rawValue }

    // Two spellings of an accented letter are two names: `String` would call them equal, the data base would not.
    package static func == (left: Self, right: Self) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        // Equal bytes are equal strings, so the string's own hash serves.
        hasher.combine(rawValue)
    }

    /// The greatest number of characters of a name.
    package static var maximumLength: Int { 64 }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// A person, household or visitor that events are about; exists only through its events.
package enum User {}

/// The name of an event, the key of the log.
package typealias EventID = Identifier<Event>
/// The name of a user.
package typealias UserID = Identifier<User>
/// The name of a message.
package typealias MessageID = Identifier<Message>
/// The name of a campaign.
package typealias CampaignID = Identifier<Campaign>

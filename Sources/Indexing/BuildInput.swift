package import Domain
internal import Foundation
package import Graph
internal import Records
package import Snapshots

/// Everything a build reads, loaded and numbered: the output of the stage `load`.
package struct BuildInput: Sendable {
    /// Events in the order of time and id.
    package let events: [Event]
    package let messages: [Message]
    package let campaigns: [Campaign]
    /// Ids and texts with their ordinals.
    package let catalogue: CatalogueColumns
    /// The events as ordinals.
    package let interactions: Interactions
    /// The country and device that each event names.
    package let places: [Segment]
    /// The campaigns of each message, rising.
    package let messageCampaigns: [[Int32]]
    /// The build's "now": just after the last event, unless given.
    package let asOf: Instant
    /// SHA-256 over the input and the configuration.
    package let digest: String

    /// Reads the store.
    ///
    /// - Throws: `IndexingError.noEvents`, `.noMessages`, or the store's errors.
    static func load(
        from store: RecordStore, asOf: Instant?, configuration: IndexConfiguration, embeddingModel: String
    ) async throws -> BuildInput {
        let all = try await store.events.all()
        guard let last = all.last else { throw IndexingError.noEvents }
        // Events strictly before `asOf` are used, so "now" lies just after the last event.
        let now = asOf ?? Instant(milliseconds: last.time.milliseconds + 1)
        let events = asOf == nil ? all : all.filter { $0.time < now }
        guard !events.isEmpty else { throw IndexingError.noEvents }
        let messages = try await store.catalogue.messages()
            .sorted { StringTable.precedes($0.id.rawValue, $1.id.rawValue) }
        guard !messages.isEmpty else { throw IndexingError.noMessages }
        let campaigns = try await store.catalogue.campaigns()
            .sorted { StringTable.precedes($0.id.rawValue, $1.id.rawValue) }
        return try BuildInput(
            events: events, messages: messages, campaigns: campaigns, asOf: now, configuration: configuration,
            embeddingModel: embeddingModel)
    }

    /// Numbers what was read.
    package init(
        events: [Event], messages: [Message], campaigns: [Campaign], asOf: Instant, configuration: IndexConfiguration,
        embeddingModel: String
    ) throws {
        self.events = events
        self.messages = messages
        self.campaigns = campaigns
        self.asOf = asOf
        let users = Set(events.map(\.userID)).sorted()
        self.catalogue = CatalogueColumns(messages: messages, users: users, campaigns: campaigns)
        let userOrdinals = Self.ordinals(users)
        let messageOrdinals = Self.ordinals(messages.map(\.id))
        let campaignOrdinals = Self.ordinals(campaigns.map(\.id))
        self.interactions = try Interactions(
            userCount: users.count, messageCount: messages.count, campaignCount: campaigns.count,
            users: events.map { userOrdinals[$0.userID] ?? 0 },
            messages: events.map { $0.messageID.flatMap { messageOrdinals[$0] } ?? -1 },
            campaigns: events.map { $0.campaignID.flatMap { campaignOrdinals[$0] } ?? -1 },
            times: events.map(\.time.milliseconds), types: events.map(\.type),
            amounts: events.map { $0.amount.map { Float($0) } ?? .nan })
        self.places = events.map { Segment(country: $0.country, device: $0.device) }
        self.messageCampaigns = messages.map { message in
            message.campaignIDs.compactMap { campaignOrdinals[$0] }.sorted()
        }
        self.digest = try Self.digest(
            events: events, messages: messages, campaigns: campaigns, asOf: asOf, configuration: configuration,
            embeddingModel: embeddingModel)
    }

    /// Changes whenever the batch makes other bytes of the same input, so that a new program builds anew.
    private static let builderVersion: Int64 = 3

    private static func ordinals<Entity>(_ ids: [Identifier<Entity>]) -> [Identifier<Entity>: Int32] {
        var ordinals: [Identifier<Entity>: Int32] = [:]
        ordinals.reserveCapacity(ids.count)
        for (index, id) in ids.enumerated() { ordinals[id] = Int32(index) }
        return ordinals
    }

    /// The identity of the input: every field that any stage reads, length-prefixed, so that no two inputs run together.
    private static func digest(
        events: [Event], messages: [Message], campaigns: [Campaign], asOf: Instant, configuration: IndexConfiguration,
        embeddingModel: String
    ) throws -> String {
        var digest = InputDigest()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        digest.add(String(decoding: try encoder.encode(configuration), as: UTF8.self))
        digest.add(builderVersion)
        digest.add(embeddingModel)
        digest.add(asOf.milliseconds)
        for event in events {
            digest.add(event.id.rawValue)
            digest.add(event.time.milliseconds)
            digest.add(Int64(event.type.code))
            digest.add(event.userID.rawValue)
            digest.add(event.messageID?.rawValue)
            digest.add(event.campaignID?.rawValue)
            digest.add(event.amount.map { Int64(bitPattern: $0.bitPattern) })
            digest.add(event.country)
            digest.add(event.device?.rawValue)
        }
        for message in messages {
            digest.add(message.id.rawValue)
            digest.add(message.text)
            digest.add(message.createdAt?.milliseconds)
            digest.add(message.hidden ? 1 : 0)
            for campaign in message.campaignIDs { digest.add(campaign.rawValue) }
        }
        for campaign in campaigns {
            digest.add(campaign.id.rawValue)
            digest.add(campaign.name)
            digest.add(campaign.kind)
            digest.add(campaign.startsAt?.milliseconds)
            digest.add(campaign.endsAt?.milliseconds)
            for country in campaign.countries { digest.add(country) }
            for device in campaign.devices { digest.add(device.rawValue) }
        }
        return digest.value()
    }
}

/// Gathers fields unambiguously and hashes them.
private struct InputDigest {
    private var bytes: [UInt8] = []

    mutating func add(_ text: String?) {
        guard let text else { return bytes.append(0) }
        bytes.append(1)
        add(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ number: Int64?) {
        guard let number else { return bytes.append(0) }
        bytes.append(2)
        var rest = UInt64(bitPattern: number)
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    func value() -> String { Checksum.sha256(bytes) }
}

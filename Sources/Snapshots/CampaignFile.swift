internal import Domain
internal import Foundation

/// The campaigns of a snapshot as JSON; their messages are in the graph and not repeated here.
enum CampaignFile {
    static let name = "campaigns.json"

    private struct Record: Codable {
        let campaignId: String
        let name: String
        let kind: String?
        let startsAt: Instant?
        let endsAt: Instant?
        let countries: [String]
        let devices: [Device]
        let dailyCap: Int?
        let perUserCap: Int?
        let pacing: Pacing?

        enum CodingKeys: String, CodingKey {
            case name, kind, countries, devices, pacing
            case campaignId = "campaign_id"
            case startsAt = "starts_at"
            case endsAt = "ends_at"
            case dailyCap = "daily_cap"
            case perUserCap = "per_user_cap"
        }
    }

    static func write(_ campaigns: [Campaign], to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let records = campaigns.map {
            Record(
                campaignId: $0.id.rawValue, name: $0.name, kind: $0.kind, startsAt: $0.startsAt, endsAt: $0.endsAt,
                countries: $0.countries, devices: $0.devices, dailyCap: $0.dailyCap, perUserCap: $0.perUserCap,
                pacing: $0.pacing)
        }
        try SnapshotDraft.write(Array(try encoder.encode(records)) + [10], to: path)
    }

    static func read(_ path: String) throws -> [Campaign] {
        let decoder = JSONDecoder()
        let bytes = try SnapshotStore.contents(of: path)
        do {
            return try decoder.decode([Record].self, from: Data(bytes)).map {
                Campaign(
                    id: CampaignID($0.campaignId), name: $0.name, kind: $0.kind, startsAt: $0.startsAt,
                    endsAt: $0.endsAt, countries: $0.countries, devices: $0.devices, dailyCap: $0.dailyCap,
                    perUserCap: $0.perUserCap, pacing: $0.pacing)
            }
        } catch {
            throw SnapshotError.corrupt(file: path, expected: "a list of campaigns", found: "\(error)")
        }
    }
}

internal import Domain
internal import Foundation
internal import Records
internal import Snapshots

/// `analytics_report.json`: the build's aggregates in one page for people and programs.
struct AnalyticsReport: Codable {
    struct Totals: Codable {
        let events: Int
        let users: Int
        let messages: Int
        let campaigns: Int
        let amount: Double
    }

    struct TopMessage: Codable {
        let messageID: String
        let text: String
        let events: Int
        let users: Int
        let amount: Double

        private enum CodingKeys: String, CodingKey {
            case text, events, users, amount
            case messageID = "message_id"
        }
    }

    struct CampaignRow: Codable {
        let campaignID: String
        let name: String
        let messages: Int
        let targetedUsers: Int
        let engagedUsers: Int
        let conversions: Int
        let redeemers: Int
        let revenue: Double
        /// Redeemers over targeted users; absent without targeted users.
        let conversionRate: Double?

        private enum CodingKeys: String, CodingKey {
            case name, messages, conversions, redeemers, revenue
            case campaignID = "campaign_id"
            case targetedUsers = "targeted_users"
            case engagedUsers = "engaged_users"
            case conversionRate = "conversion_rate"
        }
    }

    struct DayRow: Codable {
        let date: String
        let eventType: String
        let events: Int
        let users: Int
        let amount: Double

        private enum CodingKeys: String, CodingKey {
            case date, events, users, amount
            case eventType = "event_type"
        }
    }

    let snapshotID: String
    let asOf: Instant
    let totals: Totals
    let topMessages: [TopMessage]
    let campaigns: [CampaignRow]
    let dailyActivity: [DayRow]

    private enum CodingKeys: String, CodingKey {
        case totals, campaigns
        case snapshotID = "snapshot_id"
        case asOf = "as_of"
        case topMessages = "top_messages"
        case dailyActivity = "daily_activity"
    }

    /// How many messages are listed.
    static let topCount = 50

    /// Writes the page in place of the one there, in one step.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw SnapshotError.cannotWrite(file: path, reason: "\(error)")
        }
    }
}

extension AnalyticsSummary {
    /// Makes the page of a build.
    func report(manifest: Manifest, input: BuildInput) -> AnalyticsReport {
        let top = engagement.sorted {
            $0.events != $1.events ? $0.events > $1.events : $0.messageID < $1.messageID
        }.prefix(AnalyticsReport.topCount)
        let names = Dictionary(uniqueKeysWithValues: input.campaigns.map { ($0.id, $0.name) })
        return AnalyticsReport(
            snapshotID: manifest.id, asOf: manifest.asOf,
            totals: AnalyticsReport.Totals(
                events: manifest.counts.events, users: manifest.counts.users, messages: manifest.counts.messages,
                campaigns: manifest.counts.campaigns, amount: days.reduce(0) { $0 + $1.amount }),
            topMessages: top.map { row in
                AnalyticsReport.TopMessage(
                    messageID: row.messageID.rawValue,
                    text: input.catalogue.messageOrdinal(row.messageID).map(input.catalogue.text(ofMessage:)) ?? "",
                    events: row.events, users: row.users, amount: row.amount)
            },
            campaigns: campaigns.map { row in
                AnalyticsReport.CampaignRow(
                    campaignID: row.campaignID.rawValue, name: names[row.campaignID] ?? "", messages: row.messages,
                    targetedUsers: row.targetedUsers, engagedUsers: row.engagedUsers, conversions: row.conversions,
                    redeemers: row.redeemers, revenue: row.revenue,
                    conversionRate: row.targetedUsers > 0
                        ? Double(row.redeemers) / Double(row.targetedUsers) : nil)
            },
            dailyActivity: days.map { row in
                AnalyticsReport.DayRow(
                    date: Instant(milliseconds: row.day * Instant.millisecondsPerDay).dateText,
                    eventType: row.type.rawValue, events: row.events, users: row.users, amount: row.amount)
            })
    }
}

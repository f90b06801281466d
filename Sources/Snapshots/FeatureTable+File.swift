internal import Columns
internal import Domain
internal import Features

extension FeatureTable {
    private static let kind = "features"

    func write(to path: String) throws {
        var writer = ColumnFileWriter(kind: Self.kind)
        writer.add("user_rows", columns.userRows)
        writer.add("message_rows", columns.messageRows)
        writer.add("pair_offsets", columns.pairOffsets)
        writer.add("pair_messages", columns.pairMessages)
        writer.add("pair_rows", columns.pairRows)
        writer.add("user_campaign_offsets", columns.userCampaignOffsets)
        writer.add("user_campaigns", columns.userCampaigns)
        writer.add("user_campaign_events", columns.userCampaignEvents)
        writer.add("user_campaign_impressions", columns.userCampaignImpressions)
        writer.add("message_campaign_offsets", columns.messageCampaignOffsets)
        writer.add("message_campaigns", columns.messageCampaigns)
        try writer.write(to: path)
    }

    static func read(_ path: String, campaignCount: Int, asOf: Instant) throws -> FeatureTable {
        let file = try ColumnFile(path: path, kind: kind)
        let columns = FeatureColumns(
            userRows: try file.column("user_rows"), messageRows: try file.column("message_rows"),
            pairOffsets: try file.column("pair_offsets"), pairMessages: try file.column("pair_messages"),
            pairRows: try file.column("pair_rows"), userCampaignOffsets: try file.column("user_campaign_offsets"),
            userCampaigns: try file.column("user_campaigns"),
            userCampaignEvents: try file.column("user_campaign_events"),
            userCampaignImpressions: try file.column("user_campaign_impressions"),
            messageCampaignOffsets: try file.column("message_campaign_offsets"),
            messageCampaigns: try file.column("message_campaigns"))
        return try SnapshotContents.checking(path) {
            try FeatureTable(columns: columns, campaignCount: campaignCount, asOf: asOf)
        }
    }
}

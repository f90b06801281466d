internal import Columns
internal import Domain
internal import Graph

extension EngagementGraph {
    private static let kind = "graph"

    func write(to path: String) throws {
        var writer = ColumnFileWriter(kind: Self.kind)
        writer.add("user_offsets", columns.userOffsets)
        writer.add("user_messages", columns.userMessages)
        writer.add("user_weights", columns.userWeights)
        writer.add("user_times", columns.userTimes)
        writer.add("user_transitions", columns.userTransitions)
        writer.add("message_offsets", columns.messageOffsets)
        writer.add("message_users", columns.messageUsers)
        writer.add("walk_message_offsets", columns.walkMessageOffsets)
        writer.add("walk_message_users", columns.walkMessageUsers)
        writer.add("message_transitions", columns.messageTransitions)
        writer.add("message_penalties", columns.messagePenalties)
        writer.add("popularity", columns.popularity)
        writer.add("popular_order", columns.popularOrder)
        writer.add("rejected_offsets", columns.rejectedOffsets)
        writer.add("rejected_messages", columns.rejectedMessages)
        writer.add("rejected_weights", columns.rejectedWeights)
        writer.add("rejected_times", columns.rejectedTimes)
        writer.add("message_campaign_offsets", columns.messageCampaignOffsets)
        writer.add("message_campaigns", columns.messageCampaigns)
        writer.add("campaign_offsets", columns.campaignOffsets)
        writer.add("campaign_messages", columns.campaignMessages)
        try writer.write(to: path)
    }

    static func read(_ path: String, asOf: Instant, parameters: GraphParameters) throws -> EngagementGraph {
        let file = try ColumnFile(path: path, kind: kind)
        let columns = GraphColumns(
            userOffsets: try file.column("user_offsets"), userMessages: try file.column("user_messages"),
            userWeights: try file.column("user_weights"), userTimes: try file.column("user_times"),
            userTransitions: try file.column("user_transitions"),
            messageOffsets: try file.column("message_offsets"), messageUsers: try file.column("message_users"),
            walkMessageOffsets: try file.column("walk_message_offsets"),
            walkMessageUsers: try file.column("walk_message_users"),
            messageTransitions: try file.column("message_transitions"),
            messagePenalties: try file.column("message_penalties"), popularity: try file.column("popularity"),
            popularOrder: try file.column("popular_order"), rejectedOffsets: try file.column("rejected_offsets"),
            rejectedMessages: try file.column("rejected_messages"),
            rejectedWeights: try file.column("rejected_weights"), rejectedTimes: try file.column("rejected_times"),
            messageCampaignOffsets: try file.column("message_campaign_offsets"),
            messageCampaigns: try file.column("message_campaigns"),
            campaignOffsets: try file.column("campaign_offsets"),
            campaignMessages: try file.column("campaign_messages"))
        return try SnapshotContents.checking(path) {
            try EngagementGraph(columns: columns, asOf: asOf, parameters: parameters)
        }
    }
}

internal import Columns

extension GraphColumns {
    /// The rows of the columns, after checking each offset and ordinal and that the rows agree with each other.
    ///
    /// - Throws: `GraphError` naming the column and element that is wrong.
    /// - Complexity: O(users + messages + campaigns + edges).
    func checkedRows() throws(GraphError) -> EngagementGraph.Rows {
        let users = userOffsets.count - 1
        let messages = messageOffsets.count - 1
        let campaigns = campaignOffsets.count - 1
        let userRows = try CompressedRows(
            offsets: userOffsets, targets: userMessages, rowCount: users, targetCount: messages,
            name: "userMessages")
        let messageRows = try CompressedRows(
            offsets: messageOffsets, targets: messageUsers, rowCount: messages, targetCount: users,
            name: "messageUsers")
        let walkMessageRows = try CompressedRows(
            offsets: walkMessageOffsets, targets: walkMessageUsers, rowCount: messages,
            targetCount: users,
            name: "walkMessageUsers")
        let rejectedRows = try CompressedRows(
            offsets: rejectedOffsets, targets: rejectedMessages, rowCount: users, targetCount: messages,
            name: "rejectedMessages")
        let messageCampaignRows = try CompressedRows(
            offsets: messageCampaignOffsets, targets: messageCampaigns, rowCount: messages,
            targetCount: campaigns,
            name: "messageCampaigns")
        let campaignRows = try CompressedRows(
            offsets: campaignOffsets, targets: campaignMessages, rowCount: campaigns,
            targetCount: messages,
            name: "campaignMessages")
        try userRows.checkTranspose(messageRows, name: "messageUsers")
        try messageCampaignRows.checkTranspose(campaignRows, name: "campaignMessages")
        try messageRows.check(walkMessageRows, isWithin: true, name: "walkMessageUsers")
        try userRows.check(rejectedRows, isWithin: false, name: "rejectedMessages")
        return EngagementGraph.Rows(
            users: userRows, messages: messageRows, walkMessages: walkMessageRows,
            rejections: rejectedRows, messageCampaigns: messageCampaignRows, campaigns: campaignRows)
    }
}

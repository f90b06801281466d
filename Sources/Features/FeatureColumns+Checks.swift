internal import Columns

extension FeatureColumns {
    /// The number of users that the columns speak of.
    var userCount: Int { pairOffsets.count - 1 }
    /// The number of messages that the columns speak of.
    var messageCount: Int { messageCampaignOffsets.count - 1 }

    /// Checks every column against the others.
    ///
    /// - Throws: `FeatureError` naming the column and element that is wrong.
    func check(campaignCount: Int) throws(FeatureError) {
        guard userCount >= 0 else { throw .invalidCount(column: "pairOffsets", got: 0, expected: 1) }
        guard messageCount >= 0 else { throw .invalidCount(column: "messageCampaignOffsets", got: 0, expected: 1) }
        try Self.check(pairOffsets, pairMessages, rows: userCount, targets: messageCount, name: "pairMessages")
        try Self.check(
            userCampaignOffsets, userCampaigns, rows: userCount, targets: campaignCount, name: "userCampaigns")
        try Self.check(
            messageCampaignOffsets, messageCampaigns, rows: messageCount, targets: campaignCount,
            name: "messageCampaigns")
        try Self.check(userRows, rows: userCount, width: UserFeature.allCases.count, name: "userRows")
        try Self.check(messageRows, rows: messageCount, width: MessageFeature.allCases.count, name: "messageRows")
        try Self.check(pairRows, rows: pairMessages.count, width: PairFeature.storedCount, name: "pairRows")
        for (name, column) in [
            ("userCampaignEvents", userCampaignEvents), ("userCampaignImpressions", userCampaignImpressions),
        ] {
            try Self.check(column, rows: userCampaigns.count, width: 1, name: name)
            for index in 0..<column.count where column[index].isNaN {
                throw .invalidValue(column: name, index: index, got: column[index])
            }
        }
    }

    /// Checks rows of ordinals: monotone offsets, and targets ascending within each row.
    private static func check(
        _ offsets: FlatColumn<Int64>, _ targets: FlatColumn<Int32>, rows: Int, targets targetCount: Int, name: String
    ) throws(FeatureError) {
        guard offsets.count == rows + 1 else {
            throw .invalidCount(column: "\(name) offsets", got: offsets.count, expected: rows + 1)
        }
        var previous: Int64 = 0
        for index in 0..<offsets.count {
            let offset = offsets[index]
            guard offset >= previous, offset <= targets.count, index > 0 || offset == 0 else {
                throw .invalidOffset(column: "\(name) offsets", index: index, got: offset)
            }
            previous = offset
        }
        guard previous == targets.count else {
            throw .invalidOffset(column: "\(name) offsets", index: rows, got: previous)
        }
        for row in 0..<rows {
            var last: Int32 = -1
            for index in Int(offsets[row])..<Int(offsets[row + 1]) {
                guard targets[index] > last, Int(targets[index]) < targetCount else {
                    throw .invalidTarget(column: name, index: index, got: targets[index], count: targetCount)
                }
                last = targets[index]
            }
        }
    }

    /// Checks a matrix: its size, and that each value is a finite number of 0 or more, or NaN for "unknown".
    private static func check(
        _ column: FlatColumn<Float>, rows: Int, width: Int, name: String
    ) throws(FeatureError) {
        let (expected, overflow) = rows.multipliedReportingOverflow(by: width)
        guard !overflow, column.count == expected else {
            throw .invalidCount(column: name, got: column.count, expected: overflow ? .max : expected)
        }
        for index in 0..<column.count {
            let value = column[index]
            guard value.isNaN || (value.isFinite && value >= 0) else {
                throw .invalidValue(column: name, index: index, got: value)
            }
        }
    }
}

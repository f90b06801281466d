internal import Columns
package import Domain

/// The features of every user, message and pair as of one instant: the one definition that training and serving share.
///
/// A vector is made of four parts, in the order of `definitions`: user, message, pair, calendar. Only events strictly
/// before the instant count, so a table made as of a past day knows nothing of what came later. NaN means "unknown", and
/// each definition says when.
///
/// - Complexity: 44 bytes a user or message and 32 bytes a pair that engaged; nothing is kept for other pairs.
/// - Thread safety: an immutable value.
package struct FeatureTable: Sendable {
    /// What each element of a vector is, in vector order.
    package static let definitions: [FeatureDefinition] =
        UserFeature.allCases.map(\.definition) + MessageFeature.allCases.map(\.definition)
        + PairFeature.allCases.map(\.definition) + CalendarFeature.allCases.map(\.definition)

    /// The instant of the view.
    package let asOf: Instant
    /// The number of campaigns that the columns may name.
    package let campaignCount: Int
    /// The flat form, to be written out.
    package let columns: FeatureColumns
    private let calendarRow: [Float]
    /// What is said of a message that nobody has touched yet.
    let untouchedRow: [Float]

    /// Takes columns of outside origin after checking all of them, each element.
    ///
    /// - Throws: `FeatureError` naming the column and element that is wrong.
    /// - Complexity: O(size of the columns).
    package init(columns: FeatureColumns, campaignCount: Int, asOf: Instant) throws(FeatureError) {
        try columns.check(campaignCount: campaignCount)
        self.init(trusted: columns, campaignCount: campaignCount, asOf: asOf)
    }

    /// Takes the columns that the builder made.
    init(trusted columns: FeatureColumns, campaignCount: Int, asOf: Instant) {
        self.columns = columns
        self.campaignCount = campaignCount
        self.asOf = asOf
        self.calendarRow = CalendarFeature.row(at: asOf)
        let windows = Windows(asOf: asOf)
        self.untouchedRow = MessageFeature.allCases.map { MessageActivity().value($0, windows: windows) }
    }

    /// The number of users.
    package var userCount: Int { columns.userCount }
    /// The number of messages.
    package var messageCount: Int { columns.messageCount }
    /// The number of pairs of a user and a message that engaged.
    package var pairCount: Int { columns.pairMessages.count }
    /// The length of a vector.
    package static let featureCount = definitions.count

    /// The vector of a user and a message, in the order of `definitions`.
    package func vector(user: Int32?, message: Int32) -> [Float] {
        [Float](unsafeUninitializedCapacity: Self.featureCount) { buffer, count in
            fill(user: user, message: message, into: buffer)
            count = Self.featureCount
        }
    }

    /// Writes the vector of a user and a message to `rows` from element `start` on.
    package func fill(user: Int32?, message: Int32, into rows: inout [Float], at start: Int) {
        rows.withUnsafeMutableBufferPointer { buffer in
            fill(user: user, message: message, into: UnsafeMutableBufferPointer(rebasing: buffer[start...]))
        }
    }

    /// Writes the vector of a user and a message to the first `featureCount` elements of `buffer`.
    ///
    /// A user that is nil or unknown has NaN for every user feature and the pair features of somebody who never engaged;
    /// a message that is unknown, since it came later, has the features of one that nobody has touched yet.
    ///
    /// - Complexity: O(log(pairs of the user) + campaigns of the message · log(campaigns of the user)).
    package func fill(user: Int32?, message: Int32, into buffer: UnsafeMutableBufferPointer<Float>) {
        precondition(buffer.count >= Self.featureCount, "a feature vector has \(Self.featureCount) elements")
        let user = user.flatMap { $0 >= 0 && Int($0) < userCount ? Int($0) : nil }
        let message = message >= 0 && Int(message) < messageCount ? Int(message) : nil
        var position = 0
        func append(_ column: FlatColumn<Float>, row: Int?, width: Int, otherwise: [Float]?) {
            if let row {
                column.withUnsafeBuffer { values in
                    for index in 0..<width { buffer[position + index] = values[row * width + index] }
                }
            } else {
                for index in 0..<width { buffer[position + index] = otherwise?[index] ?? .nan }
            }
            position += width
        }
        append(columns.userRows, row: user, width: UserFeature.count, otherwise: nil)
        append(columns.messageRows, row: message, width: MessageFeature.count, otherwise: untouchedRow)
        append(
            columns.pairRows, row: pair(user, message), width: PairFeature.storedCount,
            otherwise: PairFeature.storedDefaults)
        let (events, targeted) = campaignFeatures(user, message)
        for value in [events, targeted] + calendarRow {
            buffer[position] = value
            position += 1
        }
    }

    private func pair(_ user: Int?, _ message: Int?) -> Int? {
        guard let user, let message else { return nil }
        return columns.pairMessages.position(
            of: Int32(message), in: Int(columns.pairOffsets[user])..<Int(columns.pairOffsets[user + 1]))
    }

    /// The most engaged events in one of the message's campaigns, and whether an impression of one reached the user.
    func campaignFeatures(_ user: Int?, _ message: Int?) -> (events: Float, targeted: Float) {
        guard let user, let message else { return (0, 0) }
        let row = Int(columns.userCampaignOffsets[user])..<Int(columns.userCampaignOffsets[user + 1])
        let offsets = columns.messageCampaignOffsets
        var (events, targeted): (Float, Float) = (0, 0)
        for index in Int(offsets[message])..<Int(offsets[message + 1]) {
            guard let position = columns.userCampaigns.position(of: columns.messageCampaigns[index], in: row) else {
                continue
            }
            events = max(events, columns.userCampaignEvents[position])
            if columns.userCampaignImpressions[position] > 0 { targeted = 1 }
        }
        return (events, targeted)
    }
}

extension FlatColumn<Int32> {
    /// Where `element` lies in a range of ascending elements, or nil.
    fileprivate func position(of element: Int32, in range: Range<Int>) -> Int? {
        withUnsafeBuffer { elements in
            var (low, high) = (range.lowerBound, range.upperBound)
            while low < high {
                let middle = (low + high) / 2
                if elements[middle] < element { low = middle + 1 } else { high = middle }
            }
            return low < range.upperBound && elements[low] == element ? low : nil
        }
    }
}

internal import Columns

/// The vectors of one user with many messages, laid out by feature: what all have in common is there once.
///
/// - Thread safety: an immutable value.
package struct FeatureSheet: Sendable {
    /// The value of each feature in every vector, in the order of `FeatureTable.definitions`; of those that differ, the
    /// value for a message of which nothing is known.
    package let fixed: [Float]
    /// The features that may differ, rising.
    package let varying: [Int32]
    /// A column of `stride` values for each of those, in their order; what lies after the vectors means nothing.
    package let columns: [Float]
    /// The length of a column.
    package let stride: Int
    /// The number of vectors.
    package let count: Int

    /// One vector, as `FeatureTable.vector` has it.
    package func vector(_ row: Int) -> [Float] {
        var vector = fixed
        for (place, feature) in varying.enumerated() { vector[Int(feature)] = columns[place * stride + row] }
        return vector
    }
}

extension FeatureTable {
    /// More campaigns than this are looked up one by one.
    private static let listedCampaigns = 1 << 14

    /// The vectors of a user with messages; columns have room for a whole number of `block` of them.
    ///
    /// - Complexity: O(messages + pairs and campaigns of the user) where messages rise, as candidates do; besides one list
    ///   as long as there are campaigns.
    package func sheet(user: Int32?, messages: [Int32], block: Int = 1) -> FeatureSheet {
        let known = user.flatMap { $0 >= 0 && Int($0) < userCount ? Int($0) : nil }
        let pairs = pairs(of: known, with: messages)
        let first = UserFeature.count
        let stored = first + MessageFeature.count
        let campaigns = stored + PairFeature.storedCount
        let varying =
            Array(first..<stored) + (pairs == nil ? [] : Array(stored..<campaigns))
            + (known == nil ? [] : [campaigns, campaigns + 1])
        let stride = (messages.count + block - 1) / block * block
        let columns = [Float](unsafeUninitializedCapacity: varying.count * stride) { buffer, count in
            for row in 0..<varying.count {
                for index in messages.count..<stride { buffer.initializeElement(at: row * stride + index, to: 0) }
            }
            fillMessages(messages, into: buffer, stride: stride)
            var place = MessageFeature.count
            if let pairs {
                fillPairs(pairs, into: buffer, stride: stride, at: place)
                place += PairFeature.storedCount
            }
            if let known { fillCampaigns(messages, of: known, into: buffer, stride: stride, at: place) }
            count = varying.count * stride
        }
        return FeatureSheet(
            fixed: vector(user: user, message: -1), varying: varying.map { Int32($0) }, columns: columns,
            stride: stride, count: messages.count)
    }

    private func fillMessages(_ messages: [Int32], into buffer: UnsafeMutableBufferPointer<Float>, stride: Int) {
        let width = MessageFeature.count
        columns.messageRows.withUnsafeBuffer { rows in
            for (index, message) in messages.enumerated() {
                let isKnown = message >= 0 && Int(message) < messageCount
                for feature in 0..<width {
                    buffer.initializeElement(
                        at: feature * stride + index,
                        to: isKnown ? rows[Int(message) * width + feature] : untouchedRow[feature])
                }
            }
        }
    }

    /// The stored pair of each message with the user, -1 where there is none; nil where there is none at all.
    private func pairs(of user: Int?, with messages: [Int32]) -> [Int]? {
        guard let user else { return nil }
        let row = Int(columns.pairOffsets[user])..<Int(columns.pairOffsets[user + 1])
        var found: [Int]?
        columns.pairMessages.withUnsafeBuffer { pairs in
            var position = row.lowerBound
            var last = Int32.min
            for (index, message) in messages.enumerated() {
                if message < last { position = row.lowerBound }
                last = message
                while position < row.upperBound, pairs[position] < message { position += 1 }
                if position < row.upperBound, pairs[position] == message {
                    if found == nil { found = [Int](repeating: -1, count: messages.count) }
                    found?[index] = position
                }
            }
        }
        return found
    }

    private func fillPairs(
        _ pairs: [Int], into buffer: UnsafeMutableBufferPointer<Float>, stride: Int, at place: Int
    ) {
        let width = PairFeature.storedCount
        columns.pairRows.withUnsafeBuffer { rows in
            for (index, pair) in pairs.enumerated() {
                for feature in 0..<width {
                    buffer.initializeElement(
                        at: (place + feature) * stride + index,
                        to: pair < 0 ? PairFeature.storedDefaults[feature] : rows[pair * width + feature])
                }
            }
        }
    }

    private func fillCampaigns(
        _ messages: [Int32], of user: Int, into buffer: UnsafeMutableBufferPointer<Float>, stride: Int, at place: Int
    ) {
        guard campaignCount <= Self.listedCampaigns else {
            for (index, message) in messages.enumerated() {
                let (events, targeted) = campaignFeatures(user, isKnown(message) ? Int(message) : nil)
                buffer.initializeElement(at: place * stride + index, to: events)
                buffer.initializeElement(at: (place + 1) * stride + index, to: targeted)
            }
            return
        }
        var events = [Float](repeating: 0, count: campaignCount)
        var targeted = [Float](repeating: 0, count: campaignCount)
        for position in Int(columns.userCampaignOffsets[user])..<Int(columns.userCampaignOffsets[user + 1]) {
            let campaign = Int(columns.userCampaigns[position])
            events[campaign] = columns.userCampaignEvents[position]
            targeted[campaign] = columns.userCampaignImpressions[position] > 0 ? 1 : 0
        }
        for (index, message) in messages.enumerated() {
            var (most, reached): (Float, Float) = (0, 0)
            if isKnown(message) {
                let offsets = columns.messageCampaignOffsets
                for position in Int(offsets[Int(message)])..<Int(offsets[Int(message) + 1]) {
                    let campaign = Int(columns.messageCampaigns[position])
                    most = max(most, events[campaign])
                    reached = max(reached, targeted[campaign])
                }
            }
            buffer.initializeElement(at: place * stride + index, to: most)
            buffer.initializeElement(at: (place + 1) * stride + index, to: reached)
        }
    }

    private func isKnown(_ message: Int32) -> Bool { message >= 0 && Int(message) < messageCount }
}

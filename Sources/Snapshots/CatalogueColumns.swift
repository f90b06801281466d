package import Columns
package import Domain

/// Who and what a snapshot knows: ids and their ordinals, texts, creation times.
///
/// Ordinals are positions in the rising byte order of the ids, so the same catalogue always has the same ordinals.
/// Equal texts are kept, and embedded, once: `messageTexts` maps messages to texts, and back through `messages(ofText:)`.
///
/// - Complexity: id → ordinal O(log n); ordinal → anything O(1).
/// - Thread safety: immutable.
package struct CatalogueColumns: Sendable {
    /// Message ids, rising.
    package let messageIDs: StringTable
    /// User ids, rising.
    package let userIDs: StringTable
    /// Distinct texts, rising.
    package let texts: StringTable
    /// The text of each message: an ordinal into `texts`.
    package let messageTexts: FlatColumn<Int32>
    /// Creation time of each message in milliseconds; `Int64.min` where unknown.
    package let messageCreated: FlatColumn<Int64>
    /// 1 where the message is withdrawn.
    package let messageHidden: FlatColumn<UInt8>
    /// Row bounds of `textMessages`: one more than there are texts.
    package let textOffsets: FlatColumn<Int32>
    /// The messages of each text, rising inside a row.
    package let textMessages: FlatColumn<Int32>
    /// Campaigns in rising order of their ids; their messages are in the graph.
    package let campaigns: [Campaign]

    /// Makes the columns of a catalogue.
    ///
    /// - Parameters:
    ///   - messages: in strictly rising byte order of id.
    ///   - users: in strictly rising byte order.
    ///   - campaigns: in strictly rising byte order of id.
    package init(messages: [Message], users: [UserID], campaigns: [Campaign]) {
        let distinct = Set(messages.map { TextBytes(text: $0.text) }).map(\.text).sorted(by: StringTable.precedes)
        var ordinals: [TextBytes: Int32] = [:]
        ordinals.reserveCapacity(distinct.count)
        for (index, text) in distinct.enumerated() { ordinals[TextBytes(text: text)] = Int32(index) }
        let texts = messages.map { ordinals[TextBytes(text: $0.text)] ?? 0 }
        self.messageIDs = StringTable(messages.map(\.id.rawValue))
        self.userIDs = StringTable(users.map(\.rawValue))
        self.texts = StringTable(distinct)
        self.messageTexts = FlatColumn(texts)
        self.messageCreated = FlatColumn(messages.map { $0.createdAt?.milliseconds ?? Int64.min })
        self.messageHidden = FlatColumn(messages.map { $0.hidden ? 1 : 0 })
        let inverted = Self.inverted(texts, count: distinct.count)
        self.textOffsets = FlatColumn(inverted.offsets)
        self.textMessages = FlatColumn(inverted.members)
        self.campaigns = campaigns
    }

    /// Views the catalogue in its files, checking every count and ordinal.
    init(file: ColumnFile, campaigns: [Campaign], path: String) throws {
        func table(_ name: String, sorted: Bool) throws -> StringTable {
            try StringTable(
                offsets: file.column("\(name).offsets"), bytes: file.column("\(name).bytes"), sorted: sorted,
                file: path)
        }
        messageIDs = try table("message_ids", sorted: true)
        userIDs = try table("user_ids", sorted: true)
        texts = try table("texts", sorted: true)
        messageTexts = try file.column("message_texts")
        messageCreated = try file.column("message_created")
        messageHidden = try file.column("message_hidden")
        textOffsets = try file.column("text_offsets")
        textMessages = try file.column("text_messages")
        self.campaigns = campaigns
        let messageCount = messageIDs.count
        let textCount = texts.count
        guard messageTexts.count == messageCount, messageCreated.count == messageCount,
            messageHidden.count == messageCount, textMessages.count == messageCount,
            textOffsets.count == textCount + 1
        else {
            throw SnapshotError.corrupt(
                file: path, expected: "\(messageCount) messages in every column", found: "other counts")
        }
        let inRange = messageTexts.withUnsafeBuffer { $0.allSatisfy { $0 >= 0 && Int($0) < textCount } }
        let expected = Self.inverted(messageTexts.array, count: textCount, checked: inRange)
        guard inRange, expected.offsets == textOffsets.array, expected.members == textMessages.array else {
            throw SnapshotError.corrupt(
                file: path, expected: "messages and texts that point at each other", found: "a broken link")
        }
        for (left, right) in zip(campaigns, campaigns.dropFirst())
        where !StringTable.precedes(left.id.rawValue, right.id.rawValue) {
            throw SnapshotError.corrupt(
                file: "campaigns.json", expected: "ids in strictly rising order", found: right.id.rawValue)
        }
    }

    func write(to path: String) throws {
        var writer = ColumnFileWriter(kind: Self.kind)
        for (name, table) in [("message_ids", messageIDs), ("user_ids", userIDs), ("texts", texts)] {
            writer.add("\(name).offsets", table.offsets)
            writer.add("\(name).bytes", table.bytes)
        }
        writer.add("message_texts", messageTexts)
        writer.add("message_created", messageCreated)
        writer.add("message_hidden", messageHidden)
        writer.add("text_offsets", textOffsets)
        writer.add("text_messages", textMessages)
        try writer.write(to: path)
    }

    static let kind = "catalogue"

    package var messageCount: Int { messageIDs.count }
    package var userCount: Int { userIDs.count }

    /// The ordinal of a message, or nil where the snapshot does not know it.
    package func messageOrdinal(_ id: MessageID) -> Int32? { messageIDs.ordinal(of: id.rawValue) }
    /// The id of a message ordinal.
    package func messageID(_ ordinal: Int32) -> MessageID { MessageID(messageIDs[Int(ordinal)]) }
    /// The text of a message ordinal.
    package func text(ofMessage ordinal: Int32) -> String { texts[Int(messageTexts[Int(ordinal)])] }
    /// The ordinal of a user, or nil where the snapshot does not know them.
    package func userOrdinal(_ id: UserID) -> Int32? { userIDs.ordinal(of: id.rawValue) }
    /// The id of a user ordinal.
    package func userID(_ ordinal: Int32) -> UserID { UserID(userIDs[Int(ordinal)]) }
    /// Whether the message is withdrawn.
    package func isHidden(_ ordinal: Int32) -> Bool { messageHidden[Int(ordinal)] != 0 }
    /// The messages that have a text, rising.
    package func messages(ofText text: Int32) -> [Int32] {
        textMessages.array(Int(textOffsets[Int(text)])..<Int(textOffsets[Int(text) + 1]))
    }

    /// The ordinal of a campaign, or nil where the snapshot does not know it.
    package func campaignOrdinal(_ id: CampaignID) -> Int32? {
        var low = 0
        var high = campaigns.count
        while low < high {
            let middle = (low + high) / 2
            if campaigns[middle].id.rawValue.utf8.elementsEqual(id.rawValue.utf8) { return Int32(middle) }
            if StringTable.precedes(campaigns[middle].id.rawValue, id.rawValue) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return nil
    }

    /// Rows of members by key, each rising; empty when `checked` is false, since keys may then be out of range.
    private static func inverted(
        _ keys: [Int32], count: Int, checked: Bool = true
    ) -> (offsets: [Int32], members: [Int32]) {
        guard checked else { return ([], []) }
        var offsets = [Int32](repeating: 0, count: count + 1)
        for key in keys { offsets[Int(key) + 1] += 1 }
        for index in 0..<count { offsets[index + 1] += offsets[index] }
        var next = offsets
        var members = [Int32](repeating: 0, count: keys.count)
        for (member, key) in keys.enumerated() {
            members[Int(next[Int(key)])] = Int32(member)
            next[Int(key)] += 1
        }
        return (offsets, members)
    }
}

/// A text compared byte by byte: `String` takes two spellings of an accented letter for equal, and a message must keep
/// its own.
private struct TextBytes: Hashable {
    let text: String

    static func == (left: TextBytes, right: TextBytes) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

package import Domain
package import Recommender

/// The answer of `/messages/{id}/similar`, as JSON.
package struct SimilarMessagesDocument: Equatable, Sendable {
    package let messageID: MessageID
    package let snapshotID: String
    /// The nearest first.
    package let items: [Item]

    package init(messageID: MessageID, snapshotID: String, messages: [SimilarMessage]) {
        self.messageID = messageID
        self.snapshotID = snapshotID
        self.items = messages.enumerated().map { index, message in
            Item(rank: index + 1, id: message.id, text: message.text, similarity: message.similarity)
        }
    }

    /// One message near the one asked for.
    package struct Item: Equatable, Sendable, Decodable {
        package let rank: Int
        package let id: MessageID
        package let text: String
        /// The exact cosine of the two embeddings, -1 to 1.
        package let similarity: Double
    }

    package func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("message_id", messageID.rawValue)
            writer.member("snapshot_id", snapshotID)
            writer.key("items")
            writer.array(items) { writer, item in
                writer.object { writer in
                    writer.member("rank", item.rank)
                    writer.member("id", item.id.rawValue)
                    writer.member("text", item.text)
                    writer.member("similarity", item.similarity)
                }
            }
        }
        return writer.bytes
    }
}

extension SimilarMessagesDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
        case snapshotID = "snapshot_id"
        case items
    }
}

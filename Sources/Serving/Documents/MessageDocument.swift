package import Domain

/// The answer of `/messages/{id}`: a message of the catalogue with what events say of it.
package struct MessageDocument: Equatable, Sendable {
    package let message: Message
    package let activity: ActivityDocument

    package init(message: Message, activity: ActivityDocument) {
        self.message = message
        self.activity = activity
    }

    package func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("message_id", message.id.rawValue)
            writer.member("text", message.text)
            writer.member("campaign_ids", message.campaignIDs.map(\.rawValue))
            writer.member("created_at", message.createdAt?.description)
            writer.member("author_id", message.authorID?.rawValue)
            writer.member("hidden", message.hidden)
            writer.key("properties")
            // Kept as JSON by the contract of the catalogue.
            writer.raw(message.properties ?? "{}")
            activity.writeMembers(to: &writer)
        }
        return writer.bytes
    }
}

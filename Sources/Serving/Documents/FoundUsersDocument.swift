internal import Domain
internal import Recommender

/// The answer to questions for users, as JSON: an audience, or people alike.
package struct FoundUsersDocument: Sendable {
    /// The member that names what was asked about: `message_id`, `campaign_id` or `user_id`.
    let subject: String
    let id: String
    let snapshotID: String
    let users: [FoundUser]

    package func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member(subject, id)
            writer.member("snapshot_id", snapshotID)
            writer.key("users")
            writer.array(users) { writer, user in
                writer.object { writer in
                    writer.member("user_id", user.id.rawValue)
                    writer.member("score", user.score)
                    writer.key("through")
                    writer.array(user.through) { writer, link in link.write(to: &writer) }
                }
            }
        }
        return writer.bytes
    }
}

internal import Domain
internal import Recommender

/// The answer of `/sessions/next`, as JSON.
struct SessionContinuationDocument: Sendable {
    let snapshotID: String
    let continuation: SessionContinuation

    func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("snapshot_id", snapshotID)
            writer.member("method", continuation.method)
            writer.member("known", continuation.knownCount)
            writer.member("unknown", continuation.unknownCount)
            writer.key("items")
            writer.array(Array(continuation.messages.enumerated())) { writer, entry in
                let (index, message) = entry
                writer.object { writer in
                    writer.member("rank", index + 1)
                    writer.member("id", message.id.rawValue)
                    writer.member("text", message.text)
                    writer.member("score", message.score)
                    writer.key("through")
                    writer.array(message.through) { writer, link in link.write(to: &writer) }
                }
            }
        }
        return writer.bytes
    }
}

extension MessageLink {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("message_id", messageID.rawValue)
            writer.member("text", text)
            writer.member("share", share)
        }
    }
}
